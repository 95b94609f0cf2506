import type { CscServiceInfo } from '../csc-deps.ts';
import { implementedMethods } from '../implemented-methods.ts';
import { languageOf } from '../language.ts';
import type { CscMethod } from '../method.ts';
import { offeredAlgorithms } from '../signature-algorithm.ts';
import { conformanceLevels } from './conformance-level.ts';
import { envelopes } from './envelope.ts';

const authType = ['basic', 'oauth2code', 'oauth2client'];

/** CSC API v2.2, 11.1: info, open to everyone. */
export const info: CscMethod = async ({ parameters }, { info: service }) => {
  const { name, description, region, logo } = service;
  const algos = offeredAlgorithms();
  return {
    specs: '2.2.0.0',
    name,
    logo,
    region,
    lang: languageOf(parameters, service),
    description,
    authType,
    ...authorizationServer(service),
    supportedHashTypes: ['sdr', 'dtbsr'],
    asynchronousOperationMode: true,
    validationInfo: true,
    documentTypes: [],
    methods: [...implementedMethods.v2],
    signAlgorithms: { algos, algoParams: algos.map(() => '') },
    signature_formats: {
      formats: Object.keys(envelopes),
      envelope_properties: Object.values(envelopes),
      allowMix: true,
    },
    conformance_levels: conformanceLevels,
  };
};

/**
 * Where tokens come from, told in one way: `oauth2`, a base without a slash at its end, or the list of 2.2, beside which there is neither
 * `oauth2` nor a `supportsRar` of its own (8.1).
 */
function authorizationServer({ baseUrl, oauth2Servers }: CscServiceInfo): object {
  const base = baseUrl.replace(/\/+$/, '');
  if (oauth2Servers === undefined) return { oauth2: base, supportsRar: true };
  return {
    oauth2Servers: [
      { [oauth2Servers]: base, authType: authType.filter((each) => each !== 'basic'), supportsRar: true },
    ],
  };
}
