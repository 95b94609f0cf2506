/** What stands around every page: the sandbox banner, the bar with the operator's name, the main landmark, the heading. */
import { type ReactNode, useEffect, useRef } from 'react';
import { installation } from './installation.ts';
import type { LookMessage } from './messages.en.ts';
import type { Say } from './messages.ts';

export interface FrameProps {
  readonly say: Say<LookMessage>;
  readonly layout: 'one' | 'one wide' | 'two';
  readonly children: ReactNode;
}

export function Frame({ say, layout, children }: FrameProps) {
  const { operator, sandbox } = installation();
  return (
    <>
      {sandbox && (
        <aside className="banner">
          <p>{say('frame.sandbox')}</p>
        </aside>
      )}
      <header className="bar">
        <span className="brand">
          <Seal />
          <bdi>{operator}</bdi>
        </span>
      </header>
      <main className={layout}>{children}</main>
    </>
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
