/** XML as a tree to be walked (WAI-ARIA 1.2, tree): one stop of the tabulator, then arrows, Home, End, Enter, and * for all beside. */
import { type CSSProperties, type KeyboardEvent, memo, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { LookMessage } from './messages.en.ts';
import type { Say } from './messages.ts';
import { SeenText } from './seen-text.tsx';
import { mostRows, namespaceToTell, type Row, rowsOf } from './xml-rows.ts';

export interface XmlTreeProps {
  readonly xml: XMLDocument;
  readonly label: string;
  readonly say: Say<LookMessage>;
}

export function XmlTree({ xml, label, say }: XmlTreeProps) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<ReadonlySet<Node>>(() => new Set([xml.documentElement]));
  const [active, setActive] = useState(0);
  const all = useMemo(() => rowsOf(xml, opened), [xml, opened]);
  const rows = all.slice(0, mostRows);
  const turn = (nodes: readonly Node[], open: boolean) => setOpened((now) => turned(now, nodes, open));
  // biome-ignore lint/correctness/useExhaustiveDependencies: another line is active
  useEffect(() => {
    box.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const press = (event: KeyboardEvent) => {
    const row = rows[active];
    const next = row && moved(event.key, rows, active);
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') turn([row.node], row.open === false);
    else if (event.key === 'ArrowRight' && row.open === false) turn([row.node], true);
    else if (event.key === 'ArrowLeft' && row.open) turn([row.node], false);
    else if (event.key === '*') turn(beside(rows, row), true);
    else if (next !== undefined) setActive(next);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div
        ref={box}
        className="tree"
        role="tree"
        aria-label={label}
        tabIndex={0}
        aria-activedescendant={`${id}-${active}`}
        onKeyDown={press}
      >
        {rows.map((row, index) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by where it stands
            key={index}
            id={`${id}-${index}`}
            role="treeitem"
            tabIndex={-1}
            aria-level={row.level}
            aria-posinset={row.place}
            aria-setsize={row.siblings}
            {...(row.open === undefined ? {} : { 'aria-expanded': row.open })}
            data-active={index === active || undefined}
            style={{ '--level': row.level - 1 } as CSSProperties}
            onClick={() => {
              setActive(index);
              if (row.open !== undefined) turn([row.node], !row.open);
            }}
            onKeyDown={() => undefined}
          >
            <Line row={row} say={say} />
          </div>
        ))}
      </div>
      {all.length > mostRows && <p className="note warn">{say('tree.cut', { count: mostRows })}</p>}
    </>
  );
}

function turned(now: ReadonlySet<Node>, nodes: readonly Node[], open: boolean): ReadonlySet<Node> {
  const next = new Set(now);
  for (const node of nodes) open ? next.add(node) : next.delete(node);
  return next;
}

/** Everything on the same level under the same parent. */
function beside(rows: readonly Row[], { node }: Row): Node[] {
  return rows.filter((row) => row.node.parentNode === node.parentNode && row.open === false).map((row) => row.node);
}

function moved(key: string, rows: readonly Row[], active: number): number | undefined {
  const level = rows[active]?.level ?? 1;
  const parent = rows.findLastIndex((row, index) => index < active && row.level < level);
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    ArrowRight: rows[active]?.open ? active + 1 : active,
    ArrowLeft: parent === -1 ? active : parent,
    Home: 0,
    End: rows.length - 1,
  };
  const wanted = Object.hasOwn(steps, key) ? steps[key] : undefined;
  return wanted === undefined ? undefined : Math.max(0, Math.min(rows.length - 1, wanted));
}

/** Drawn once for a row, which is the same object until something is opened or closed. */
const Line = memo(function Line({ row: { node, open }, say }: { readonly row: Row; readonly say: Say<LookMessage> }) {
  return (
    <>
      <span className="fold" aria-hidden="true">
        {open === undefined ? '' : open ? '▾' : '▸'}
      </span>
      <span className="what">
        {node instanceof Element ? (
          <ElementLine element={node} leaf={open === undefined} />
        ) : (
          <OtherLine node={node} say={say} />
        )}
      </span>
    </>
  );
});

function ElementLine({ element, leaf }: { readonly element: Element; readonly leaf: boolean }) {
  const namespace = namespaceToTell(element);
  return (
    <>
      <b>
        <SeenText text={element.nodeName} />
      </b>
      {namespace !== undefined && (
        <i>
          {' '}
          <SeenText text={namespace} />
        </i>
      )}
      {[...element.attributes].map(({ name, value }) => (
        <span className="attribute" key={name}>
          {' '}
          <SeenText text={name} />
          ="
          <SeenText text={value} />"
        </span>
      ))}
      {leaf && element.textContent !== '' && (
        <>
          {': '}
          <SeenText text={element.textContent ?? ''} />
        </>
      )}
    </>
  );
}

function OtherLine({ node, say }: { readonly node: ChildNode; readonly say: Say<LookMessage> }) {
  const text = node.nodeValue ?? '';
  if (node.nodeType === Node.COMMENT_NODE)
    return (
      <>
        <i>{say('tree.comment')}</i> <SeenText text={text} />
      </>
    );
  if (node.nodeType === Node.PROCESSING_INSTRUCTION_NODE)
    return (
      <>
        <i>{say('tree.instruction')}</i> <SeenText text={`${node.nodeName} ${text}`} />
      </>
    );
  return <SeenText text={text} />;
}
