/** The look of a group as one page carries it: addresses of this host, and words in the reader's language. */
import { createHash } from 'node:crypto';
import type { Brand } from '@chancery/look/brand';
import { acceptedLanguages, spokenLanguage } from '@chancery/look/languages';
import {
  type Errand,
  findBranding,
  findClient,
  findErrandByToken,
  findRequestBy,
  type Store,
  type StoredBranding,
} from '@chancery/store';
import { errandNames } from '../errand/errand-kind.ts';

export interface Brands {
  /** Undefined where pages look as those of the installation. */
  ofGroup(group: string, acceptLanguage: string | undefined): Promise<Brand | undefined>;
  /** Of the group whose page lies at this path of ours. */
  ofPath(path: string, acceptLanguage: string | undefined): Promise<Brand | undefined>;
}

export function brandsOf({ db }: Store): Brands {
  const ofGroup: Brands['ofGroup'] = async (group, acceptLanguage) => {
    const branding = await findBranding(db, group);
    return branding && brandOf(group, branding, acceptLanguage);
  };
  return {
    ofGroup,
    ofPath: async (path, acceptLanguage) => {
      const group = await groupAt(db, path);
      return group === undefined ? undefined : ofGroup(group, acceptLanguage);
    },
  };
}

async function groupAt(db: Store['db'], path: string): Promise<string | undefined> {
  const [, place = '', token = ''] = /^\/+([a-z-]+)\/+([\w-]{1,128})/.exec(path) ?? [];
  const [kind] = (Object.keys(errandNames) as Errand['kind'][]).filter((one) => errandNames[one].path === place);
  const found =
    place === 'sign'
      ? await findRequestBy(db, 'token', token)
      : kind === undefined
        ? undefined
        : await findErrandByToken(db, kind, token);
  return found && (await findClient(db, found.client_id))?.group;
}

function brandOf(group: string, branding: StoredBranding, acceptLanguage: string | undefined): Brand {
  const { logo, colours, links = {} } = branding;
  const at = `/branding/${group}/${versionOf(branding)}`;
  return {
    ...(colours && { sheet: `${at}/colours.css` }),
    ...(logo && { logo: { url: `${at}/logo.png`, text: logo.text, width: logo.width, height: logo.height } }),
    ...wordsOf(branding, acceptLanguage),
    links,
  };
}

/** Changes with everything that is served under it, so that browsers may keep that. */
export function versionOf(branding: StoredBranding): string {
  return createHash('sha256').update(JSON.stringify(branding)).digest('base64url').slice(0, 22);
}

function wordsOf({ texts = {} }: StoredBranding, acceptLanguage: string | undefined) {
  const { language } = spokenLanguage(acceptedLanguages(acceptLanguage));
  const lang = [language, 'en', ...Object.keys(texts)].find((one) => texts[one] !== undefined);
  const { greeting, help } = (lang !== undefined && texts[lang]) || {};
  return lang === undefined ? {} : { lang, ...(greeting && { greeting }), ...(help && { help }) };
}
