import { implementedMethods } from '../implemented-methods.ts';
import { languageOf } from '../language.ts';
import type { CscMethod } from '../method.ts';
import { offeredAlgorithms } from '../signature-algorithm.ts';
import { conformanceLevels } from './conformance-level.ts';
import { envelopes } from './envelope.ts';

/**
 * CSC API v2.2, 11.1: info, open to everyone. `oauth2` is a base without a slash at its end and stands alone: who reads 2.2 refuses it
 * beside `oauth2Servers` or `oauth2Issuer`.
 */
export const info: CscMethod = async ({ parameters }, { info: service }) => {
  const { name, description, region, baseUrl, logo } = service;
  const algos = offeredAlgorithms();
  return {
    specs: '2.2.0.0',
    name,
    logo,
    region,
    lang: languageOf(parameters, service),
    description,
    authType: ['basic', 'oauth2code', 'oauth2client'],
    oauth2: baseUrl.replace(/\/+$/, ''),
    supportsRar: true,
    supportedHashTypes: ['sdr', 'dtbsr'],
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
