/** What people read of the OAuth server and the login: they know their moment, the SSA has the words and the look of a group. */
import type { AuthorizationOptions } from '@chancery/authorization';
import { type brandsOf, messageDocument, personalData, releasePage, standingPage } from '@chancery/ssa';
import type { Store } from '@chancery/store';

interface Site {
  readonly operator: string;
  readonly sandbox: boolean;
  readonly brands: ReturnType<typeof brandsOf>;
}

/** A look that cannot be read leaves the page as all others are. */
const unbranded = () => undefined;

export function authorizationPages(store: Store, site: Site): Pick<AuthorizationOptions, 'messagePage' | 'release'> {
  const { ofGroup, ofPath } = site.brands;
  return {
    messagePage: async ({ kind, reason = '', reference, link, group, path = '' }, acceptLanguage) => {
      const words = { title: `told.${kind}.title`, text: `told.${kind}.text`, values: { reason } } as const;
      const onward = link === undefined ? {} : { link: { href: link.href, label: `link.${link.to}` } as const };
      const look = group === undefined ? ofPath(path, acceptLanguage) : ofGroup(group, acceptLanguage);
      return messageDocument({ ...words, reference, ...onward }, site, acceptLanguage, await look.catch(unbranded));
    },
    release: {
      dataOf: (account) => personalData(store, account),
      page: async (question, acceptLanguage) => {
        const brand = await ofGroup(question.group, acceptLanguage).catch(unbranded);
        return releasePage(question, site, acceptLanguage, brand);
      },
      standingPage: (question, acceptLanguage) => standingPage(question, site, acceptLanguage),
    },
  };
}
