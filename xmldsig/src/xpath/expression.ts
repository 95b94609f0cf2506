/** XPath 1.0 expressions as they are read. */

export type Axis =
  | 'ancestor'
  | 'ancestor-or-self'
  | 'attribute'
  | 'child'
  | 'descendant'
  | 'descendant-or-self'
  | 'following'
  | 'following-sibling'
  | 'namespace'
  | 'parent'
  | 'preceding'
  | 'preceding-sibling'
  | 'self';

/** An undefined `local` is the asterisk; `prefix` is undefined where none was written. */
export type NodeTest =
  | { readonly kind: 'name'; readonly prefix: string | undefined; readonly local: string | undefined }
  | {
      readonly kind: 'type';
      readonly type: 'node' | 'text' | 'comment' | 'processing-instruction';
      readonly target?: string;
    };

export interface Step {
  readonly axis: Axis;
  readonly test: NodeTest;
  readonly predicates: readonly Expression[];
}

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';
export type Arithmetic = '+' | '-' | '*' | 'div' | 'mod';

export type Expression =
  | { readonly kind: 'or' | 'and' | 'union'; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'comparison';
      readonly operator: Comparison;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'arithmetic';
      readonly operator: Arithmetic;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'negation'; readonly operand: Expression }
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Expression[] }
  | { readonly kind: 'filter'; readonly operand: Expression; readonly predicates: readonly Expression[] }
  | { readonly kind: 'path'; readonly from: 'root' | 'context' | Expression; readonly steps: readonly Step[] };
