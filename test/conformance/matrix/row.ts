/** One combination of the matrix: what is made, how, and who judges it. A format adds its rows in a file of its own. */
import type { Content, Judge } from '../dss.ts';
import type { Algorithm } from './algorithm.ts';
import type { MatrixSigner, SandboxPki } from './sandbox-pki.ts';

export interface Row {
  readonly format: string;
  /** Packaging and, after a comma, what else is special. */
  readonly packaging: string;
  /** As DSS spells it where DSS knows it: `PAdES-BASELINE-B`. */
  readonly level: string;
  readonly algorithm: Algorithm;
  /** DSS, unless it does not know the combination; further ones where they exist. */
  readonly judges: readonly RowJudge[];
  make(pki: SandboxPki): Promise<Made>;
}

export interface Made {
  readonly document: Content;
  readonly detached?: readonly Content[];
  /** Documents of the signature policies named, by their identifiers. */
  readonly signaturePolicies?: Readonly<Record<string, Content>>;
  /** Which container it must be found to be. */
  readonly container?: 'ASiC-S' | 'ASiC-E';
  /** Opens an encrypted PDF. */
  readonly password?: string;
  readonly signer: MatrixSigner;
  /** How many signatures must be found; one unless told. */
  readonly signatures?: number;
}

export interface Court {
  readonly dss: Judge;
  readonly pki: SandboxPki;
}

export interface RowJudge {
  readonly name: string;
  /** Empty when all is well. */
  complaints(made: Made, row: Row, court: Court): Promise<readonly string[]>;
}
