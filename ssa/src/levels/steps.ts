import {
  asicSteps,
  cadesSteps,
  jadesSteps,
  type LevelSteps,
  padesSteps,
  type SignatureForm,
  xadesSteps,
} from '@chancery/sca';

/** How a document signed in this form is raised; `original` is asked for where it lies beside the signature, under `name`. */
export async function stepsOf(
  form: SignatureForm,
  name: string,
  original: () => Promise<Uint8Array>,
): Promise<LevelSteps> {
  if (form.format === 'pades') return padesSteps('sha256', form.password);
  if ('container' in form) return asicSteps('sha256');
  const beside = form.packaging === 'detached';
  if (form.format === 'cades')
    return beside ? cadesSteps('sha256', 0, { octets: await original() }) : cadesSteps('sha256');
  const files = beside ? { files: new Map([[name, await original()]]) } : {};
  return form.format === 'jades' ? jadesSteps('sha256', files) : xadesSteps('sha256', files);
}
