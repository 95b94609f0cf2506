import { digestLength } from '@chancery/pki';
import { mostHashes } from '@chancery/sam/client';

/** SHA-512 in base64 with every character percent-encoded, in quotes and a comma, on a line of its own. */
const writtenHash = 3 * 4 * Math.ceil(digestLength('sha512') / 3) + 32;

/** Octets of a request that brings hashes: all of them, however they are written, and everything beside them. */
export const longestBody = mostHashes * writtenHash + 64 * 1024;

/** Octets of a request that brings documents, in base64 and held as a whole: who has larger ones makes a signature request. */
export const longestDocuments = 64 * 1024 * 1024;
