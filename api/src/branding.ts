/** How the pages of a group look and speak beside what all pages say: no markup, no style of one's own, and every word is shown as it is. */
import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { base64, shownText } from './text.ts';

const colour = (description: string) => Type.String({ pattern: '^#[0-9A-Fa-f]{6}$', description });
const scheme = (what: string) =>
  closed(
    {
      accent: colour('Links, marks, and the ring around what has the focus; 4.5:1 on every ground it lies on'),
      button: colour('The button that goes on; 3:1 on what it lies on'),
      button_text: colour('What stands on it, 4.5:1'),
    },
    what,
  );

const secureAddress = (description: string) =>
  Type.Optional(Type.String({ maxLength: 2048, pattern: '^https://[^\\s]+$', description }));

const Texts = closed(
  {
    greeting: Type.Optional(shownText(200, 'Beside the name of the service')),
    help: Type.Optional(shownText(400, 'At the foot of the page: where somebody turns to who needs help')),
  },
  'In one language',
);

export const Branding = closed(
  {
    logo: Type.Optional(
      closed(
        {
          png: Type.String({
            ...base64('image/png', 'A still PNG, 32 KiB and 1200 by 400 pixels at most, drawn for a white ground'),
            maxLength: 43_692,
          }),
          text: shownText(100, 'What the logo says, for who does not see it'),
        },
        'Beside the name of the service',
      ),
    ),
    colours: Type.Optional(
      closed(
        { light: scheme('On light ground'), dark: scheme('On dark ground') },
        'Both schemes, for each reader has her own',
      ),
    ),
    texts: Type.Optional(
      Type.Record(Type.String({ pattern: '^[a-z]{2,3}$' }), Texts, {
        maxProperties: 20,
        additionalProperties: false,
        description: 'By language (BCP 47, two or three letters); English for who reads another',
      }),
    ),
    links: Type.Optional(
      closed(
        {
          terms: secureAddress('Terms of use'),
          privacy: secureAddress('Privacy notice'),
          imprint: secureAddress('Who is responsible for the page'),
        },
        'At the foot of the page',
      ),
    ),
  },
  'How the pages of a group look; an empty object for those of the installation',
  {
    colours: {
      light: { accent: '#7a2e00', button: '#d95300', button_text: '#000000' },
      dark: { accent: '#ffb38a', button: '#ff8a4c', button_text: '#000000' },
    },
    texts: { en: { greeting: 'The banks of the north', help: 'Questions? Call +34 900 000 000, day and night.' } },
    links: { privacy: 'https://banks.example/privacy' },
  },
);
export type Branding = Static<typeof Branding>;
