/** Whose words a client speaks: `v1` is CSC API v1.0.4.0 below `/csc/v1`; `v2` is v2.0.0.2 with what 2.1 and 2.2 add, below `/csc/v2`. */
export type Dialect = 'v1' | 'v2';

export const dialects = ['v1', 'v2'] as const satisfies readonly Dialect[];
