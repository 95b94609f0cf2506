import type { Message } from './messages.ts';

/** What the frame and the viewer say in English; pages spread this into their own catalogue. */
export const lookEnglish = {
  'frame.sandbox': 'Sandbox. What is made here has no legal effect.',
  'legal.terms': 'Terms of use',
  'legal.privacy': 'Privacy',
  'legal.imprint': 'Imprint',
  'viewer.label': 'Document',
  'viewer.pages': 'Pages of {name}',
  'viewer.text': 'Text of {name}',
  'viewer.xml': 'Source of {name}',
  'viewer.picture': 'Picture: {name}',
  'viewer.sheet': 'Page {page} of {pages}',
  'viewer.page': 'Page',
  'viewer.of': 'of {pages}',
  'viewer.zoom-out': 'Zoom out',
  'viewer.zoom-in': 'Zoom in',
  'viewer.zoom': 'Zoom {percent}',
  'viewer.download': 'Download',
  'viewer.fetching': 'Getting ready to show the pages …',
  'viewer.opening': 'Opening the document …',
  'viewer.unavailable':
    'The document viewer could not be loaded. The document itself is here: download it, or load this page again.',
  'viewer.reload': 'Load this page again',
  'viewer.unreadable': 'This browser cannot show the document. You can download it and open it with another program.',
  'viewer.attachments': {
    one: 'This document carries {count} attached file that is not shown here.',
    other: 'This document carries {count} attached files that are not shown here.',
  },
  'viewer.scripts': 'This document contains scripts. They do not run here; another program may show something else.',
  'viewer.unseen-characters': {
    one: 'This text contains {count} character that cannot be seen. It is shown as its code.',
    other: 'This text contains {count} characters that cannot be seen. They are shown as their codes.',
  },
  'viewer.xml-outside':
    'This XML names a document type or a stylesheet, which is not used here. Another program may show something else.',
  'viewer.dynamic': 'This document is a dynamic form. Another program may show something else.',
  'viewer.launches':
    'This document can start programs or open other files. That does not happen here; another program may do it.',
  'viewer.links': 'This document contains links to the internet. They lead nowhere here.',
  'viewer.media': 'This document contains sound, video or moving content, which is not shown here.',
  'viewer.outside':
    'This document takes in content from elsewhere, which is not shown here. Another program may show something else.',
  'viewer.sends': 'This document can send what is typed into it to others. That does not happen here.',
  'viewer.unsearched':
    'Parts of this document could not be looked through for programs, links and other things that the pages do not show.',
  'find.open': 'Search',
  'find.label': 'Search in the document',
  'find.next': 'Next place',
  'find.previous': 'Previous place',
  'find.close': 'Close',
  'find.none': 'Not found',
  'find.searching': 'Searching …',
  'find.wordless': 'This document has no words that could be searched',
  'find.at': '{place} of {count}',
  'find.at-page': '{place} of {count}, page {page}',
  'tree.source': 'Source',
  'tree.tree': 'Tree',
  'tree.choose': 'Way to show it',
  'tree.label': 'Structure of {name}',
  'tree.comment': 'Comment',
  'tree.instruction': 'Processing instruction',
  'tree.cut': 'Only the first {count} lines are shown. The source shows everything.',
  'documents.search': 'Search by name',
  'documents.found': { one: '{count} document found', other: '{count} documents found' },
  'documents.place': '{place} of {all}',
  'documents.previous': 'Previous',
  'documents.next': 'Next',
} satisfies Record<string, Message>;

export type LookMessage = keyof typeof lookEnglish;
export type LookCatalogue = Readonly<Record<LookMessage, Message>>;
