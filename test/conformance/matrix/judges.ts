/** Those who judge rows, each a program nobody here wrote. */
import { isDeepStrictEqual } from 'node:util';
import { digestOid, signatureOid } from '@chancery/pki';
import type { DssReport, DssSignature } from '../dss.ts';
import { judgeWithOpenssl } from '../openssl-cms.ts';
import { judgeWithPyhanko } from '../pyhanko-pdf.ts';
import { judgeWithUnzip } from '../unzip.ts';
import { type Algorithm, schemeOf } from './algorithm.ts';
import type { Made, Row, RowJudge } from './row.ts';

/** EN 319 102-1 by DSS: passed in full, without a warning, at exactly the level and with exactly the algorithm asked for. */
export const dss: RowJudge = {
  name: 'DSS',
  async complaints(made, row, { dss, pki }) {
    const { document, detached, password, signaturePolicies } = made;
    const given = {
      ...(detached && { detached }),
      ...(password && { password }),
      ...(signaturePolicies && { signaturePolicies }),
    };
    const report = await dss.validate(document, { ...pki.grounds, ...given });
    const complaints = [...counted(report, made), ...contained(report, made)];
    return [...complaints, ...report.signatures.flatMap((one) => complaintsOn(one, row)), ...stamps(report)];
  },
};

/** The certificate is a seal's of the organisation (EN 319 412-5, 4.2.3), and claims nothing beside, in DSS's reading. */
export const dssSeal: RowJudge = {
  name: 'DSS: QcType',
  async complaints({ document, detached }, _row, { dss, pki }) {
    const { signatures } = await dss.validate(document, { ...pki.grounds, ...(detached && { detached }) });
    const wanted = {
      types: ['0.4.0.1862.1.6.2'],
      qualified: false,
      qscd: false,
      organizationIdentifier: 'VATES-B12345678',
    };
    return signatures
      .filter(({ certifiedFor }) => !isDeepStrictEqual(certifiedFor, wanted))
      .map(({ certifiedFor }) => JSON.stringify(certifiedFor));
  },
};

/** XML-DSig core validation by the JDK. */
export const jdk: RowJudge = {
  name: 'JDK',
  async complaints({ document, detached, signer, signatures = 1 }, _row, { dss }) {
    const verdicts = await dss.xmlSignatures(document, signer.certificates.slice(0, 1), detached);
    if (verdicts.length !== signatures) return [`${verdicts.length} XML signatures instead of ${signatures}`];
    return verdicts.filter(({ valid }) => !valid).map((verdict) => JSON.stringify(verdict));
  },
};

/** CMS by Bouncy Castle: for algorithms that DSS and the machine's openssl do not know. */
export const bouncyCastle: RowJudge = {
  name: 'Bouncy Castle',
  async complaints({ document, detached, signatures = 1 }, { algorithm }, { dss, pki }) {
    const verdicts = await dss.cmsSigners(document, pki.grounds.roots, detached);
    if (verdicts.length !== signatures) return [`${verdicts.length} signers instead of ${signatures}`];
    const wanted = [signatureOid(schemeOf(algorithm)), digestOid(algorithm.digest)].join();
    return verdicts
      .filter((one) => !(one.valid && one.trusted && [one.algorithm, one.digest].join() === wanted))
      .map((verdict) => JSON.stringify(verdict));
  },
};

/** The signatures of a PDF by pyHanko: whole, trusted, and with nothing after them that they forbid. */
export const pyhanko: RowJudge = {
  name: 'pyHanko',
  async complaints({ document, password, signatures = 1 }, { level }, { pki }) {
    if (!('bytes' in document)) return ['no bytes to judge'];
    const found = await judgeWithPyhanko(document.bytes, pki.grounds.roots[0]!, password);
    const count = found.filter(({ kind }) => kind === 'signature').length;
    if (count !== signatures) return [`${count} signatures instead of ${signatures}`];
    const wrong = found.filter(({ intact, valid, trusted, allowed }) => !(intact && valid && trusted && allowed));
    // Validation data of level LT comes after everything.
    const whole = level.endsWith('-LT') || found.at(-1)?.coverage === 'ENTIRE_FILE';
    return [...wrong.map((one) => JSON.stringify(one)), ...(whole ? [] : ['the file is not covered'])];
  },
};

/** CMS with its signing-certificate attributes (RFC 5035) by openssl, every signer of it. */
export const openssl: RowJudge = {
  name: 'openssl',
  async complaints({ document, detached = [] }, _row, { pki }) {
    return judgeWithOpenssl(document, pki.grounds.roots, detached[0]);
  },
};

/** A container is a ZIP file that unzip finds whole. */
export const unzip: RowJudge = {
  name: 'unzip',
  async complaints({ document }) {
    return 'bytes' in document ? judgeWithUnzip(document.bytes) : ['no bytes to judge'];
  },
};

function contained({ container }: DssReport, { container: wanted }: Made): string[] {
  const found = container?.replace('_', '-') ?? undefined;
  return found === wanted?.replace('_', '-') ? [] : [`${found} instead of ${wanted}`];
}

function counted({ signatures }: DssReport, { signatures: wanted = 1 }: Made): string[] {
  return signatures.length === wanted ? [] : [`${signatures.length} signatures instead of ${wanted}`];
}

function complaintsOn(found: DssSignature, { level, algorithm }: Row): string[] {
  const complaints = [...found.errors, ...found.warnings];
  if (found.indication !== 'TOTAL_PASSED') complaints.unshift(`${found.indication} ${found.subIndication}`);
  if (found.level !== level) complaints.push(`level ${found.level}`);
  if (found.algorithm !== dssName(algorithm)) complaints.push(`algorithm ${found.algorithm}`);
  if (found.scopes.length === 0) complaints.push('nothing is in scope');
  return complaints;
}

function stamps({ timestamps }: DssReport): string[] {
  return timestamps
    .filter(({ indication, warnings }) => indication !== 'PASSED' || warnings.length > 0)
    .map(({ type, indication, subIndication, errors, warnings }) =>
      [type, indication, subIndication, ...errors, ...warnings].join(' '),
    );
}

function dssName({ kind, digest }: Algorithm): string {
  const hash = digest.toUpperCase();
  const names = { 'rsa-pkcs1': `RSA_${hash}`, 'rsa-pss': `RSA_SSA_PSS_${hash}_MGF1`, ecdsa: `ECDSA_${hash}` };
  return kind in names ? names[kind as keyof typeof names] : kind.toUpperCase().replaceAll('-', '_');
}
