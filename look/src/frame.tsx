/** What stands around every page: the sandbox banner, the bar with the operator's name, the main landmark, the heading. */
import { type ReactNode, useEffect, useRef } from 'react';
import { type Brand, legalLinks } from './brand.ts';
import { installation } from './installation.ts';
import type { LookMessage } from './messages.en.ts';
import type { Say } from './messages.ts';

export interface FrameProps {
  readonly say: Say<LookMessage>;
  readonly layout: 'one' | 'one wide' | 'two';
  /** Where the page learns of it only later; else as the server wrote it. */
  readonly brand?: Brand | undefined;
  readonly children: ReactNode;
}

export function Frame({ say, layout, brand: known, children }: FrameProps) {
  const { operator, sandbox, brand = known } = installation();
  return (
    <>
      {sandbox && (
        <aside className="banner">
          <p>{say('frame.sandbox')}</p>
        </aside>
      )}
      <header className="bar">
        <span className="brand">
          {brand?.logo === undefined ? <Seal /> : <Logo {...brand.logo} />}
          <bdi>{operator}</bdi>
        </span>
        {brand?.greeting && (
          <p className="greeting quiet" lang={brand.lang} dir="auto">
            {brand.greeting}
          </p>
        )}
      </header>
      <main className={layout}>{children}</main>
      {brand && <Foot say={say} brand={brand} />}
    </>
  );
}

function Logo({ url, text, width, height }: NonNullable<Brand['logo']>) {
  return <img className="logo" src={url} alt={text} width={width} height={height} />;
}

/** In a window of its own: what was begun on this page stays as it is. */
function Foot({ say, brand: { lang, help, links = {} } }: { readonly say: FrameProps['say']; readonly brand: Brand }) {
  const given = legalLinks.filter((name) => links[name] !== undefined);
  if (help === undefined && given.length === 0) return null;
  return (
    <footer className="foot small quiet">
      {help !== undefined && (
        <p lang={lang} dir="auto">
          {help}
        </p>
      )}
      {given.length > 0 && (
        <ul className="plain">
          {given.map((name) => (
            <li key={name}>
              <a href={links[name]} target="_blank" rel="noopener noreferrer">
                {say(`legal.${name}`)}
              </a>
            </li>
          ))}
        </ul>
      )}
    </footer>
  );
}

/** The heading of a step: when the step changes, reading goes on here, by eye and by screen reader, and the title follows. */
export function Heading({ children }: { readonly children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    document.title = [heading.current?.textContent, installation().operator].filter(Boolean).join(' · ');
  });
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}

function Seal() {
  return (
    <svg width="26" height="26" viewBox="0 0 26 26" fill="none" aria-hidden="true">
      <circle cx="13" cy="10.5" r="8.4" stroke="currentColor" strokeWidth="1.8" />
      <path
        d="m9.3 10.7 2.6 2.7 5-5.4"
        stroke="currentColor"
        strokeWidth="1.9"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <path d="m9 18-1.5 6.5 5.5-2.4 5.5 2.4L17 18" stroke="currentColor" strokeWidth="1.8" strokeLinejoin="round" />
    </svg>
  );
}
