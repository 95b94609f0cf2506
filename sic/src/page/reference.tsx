/** What support finds the request by, beside every sentence that something did not work. */
import { say } from './language.ts';

export function Reference({ value }: { readonly value: string }) {
  return <p className="small">{say('problem.reference', { reference: value })}</p>;
}
