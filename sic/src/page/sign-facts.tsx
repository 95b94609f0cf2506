/** The facts of a signature: who asks, what is to be signed, in whose name. */
import { few } from '@chancery/look/document-list';
import { day, fileSize } from '@chancery/look/messages';
import type { DisplayItem, SignIntent } from './intent.ts';
import { language, say } from './language.ts';
import { Organization } from './organization.tsx';

export function Facts({
  intent,
  pages,
}: {
  readonly intent: SignIntent;
  readonly pages: Readonly<Record<number, number | undefined>>;
}) {
  const { certificate, seal } = intent;
  return (
    <dl className="facts">
      <dt>{say('fact.client')}</dt>
      <dd>
        <bdi>{intent.clientName}</bdi>
      </dd>
      <dt>{say(intent.display.length > 1 ? 'fact.documents' : 'fact.document')}</dt>
      {intent.display.length > few ? (
        <dd>
          {say('fact.count', { count: intent.display.length })}
          <div className="small quiet">{fileSize(total(intent.display), language)}</div>
        </dd>
      ) : (
        intent.display.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the order of the documents is signed and never changes
          <dd key={index}>
            <bdi>{item.label}</bdi>
            <div className="small quiet">{measures(item, pages[index]).join(' · ')}</div>
          </dd>
        ))
      )}
      <dt>{say('fact.signer')}</dt>
      <dd>
        {seal === undefined ? <bdi>{certificate.name}</bdi> : <Organization seal={seal} name={certificate.name} />}
        <div className="small quiet">
          {say('fact.certificate', { issuer: certificate.issuer, until: day(certificate.exp, language) })}
        </div>
        {intent.once && <div className="small quiet">{say('fact.once')}</div>}
      </dd>
    </dl>
  );
}

function measures(item: DisplayItem, pages: number | undefined): string[] {
  const size = item.size > 0 ? [sizeOf(item)] : [];
  return pages === undefined ? size : [say('fact.pages', { count: pages }), ...size];
}

export function sizeOf({ size }: DisplayItem): string {
  return fileSize(size, language);
}

function total(items: readonly DisplayItem[]): number {
  return items.reduce((sum, { size }) => sum + size, 0);
}
