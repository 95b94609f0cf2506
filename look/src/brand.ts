/** What pages carry of the group whose errand they are: every text is shown as it is, and every address is one of this host or https. */
export interface Brand {
  /** A stylesheet of colours, after `look.css`. */
  readonly sheet?: string;
  readonly logo?: { readonly url: string; readonly text: string; readonly width: number; readonly height: number };
  /** Of the words. BCP 47. */
  readonly lang?: string;
  readonly greeting?: string;
  readonly help?: string;
  readonly links?: { readonly terms?: string; readonly privacy?: string; readonly imprint?: string };
}

/** In the order in which they stand. */
export const legalLinks = ['terms', 'privacy', 'imprint'] as const;
