/** An organisation as its certificate names it: its legal name, the name it goes by where that is another, its identifier. */
import { Technical } from '@chancery/look/technical';
import type { Seal } from './intent.ts';

export interface OrganizationProps {
  readonly seal: Seal;
  /** The common name. */
  readonly name: string;
}

export function Organization({ seal, name }: OrganizationProps) {
  const { organization, identifier } = seal;
  return (
    <>
      <bdi>{organization}</bdi>
      {name !== organization && (
        <div className="small">
          <bdi>{name}</bdi>
        </div>
      )}
      <div className="small quiet">
        <Technical>{identifier}</Technical>
      </div>
    </>
  );
}
