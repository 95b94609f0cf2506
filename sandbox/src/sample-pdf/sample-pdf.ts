/** A sample agreement to sign, made by our own code: two pages in the standard fonts, always the same octets. */
import { fontObjects } from './font.ts';
import type { FontName } from './font-metrics.ts';
import { pdfFile, stream } from './pdf-file.ts';
import { fonts, paper, Sheet } from './sheet.ts';

const title = 'Loan agreement 2231';
const made = '2026-11-02T09:00:00Z';

const pagesAt = 4;
const fontsAt = 5;

export function samplePdf(): Uint8Array {
  const sheets = [first(), second()];
  const names = Object.keys(fonts) as FontName[];
  const fontAt = (index: number) => fontsAt + 1 + 2 * index;
  const pageAt = (index: number) => fontAt(names.length) + 2 * index;
  const kids = sheets.map((_, index) => `${pageAt(index)} 0 R`).join(' ');
  const resources = names.map((name, index) => `/${fonts[name]} ${fontAt(index)} 0 R`).join(' ');
  const file = pdfFile([
    `<< /Type /Catalog /Pages ${pagesAt} 0 R /Metadata 3 0 R /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> >>`,
    `<< /Title (${title}) /Author (Banco Norte) /Creator (Chancery sandbox) /Producer (Chancery sandbox) /CreationDate (D:20261102090000Z) /ModDate (D:20261102090000Z) >>`,
    stream(metadata(), '/Type /Metadata /Subtype /XML '),
    `<< /Type /Pages /Count ${sheets.length} /Kids [${kids}] >>`,
    `<< ${resources} >>`,
    ...names.flatMap((name, index) => fontObjects(name, fontAt(index) + 1)),
    ...sheets.flatMap((sheet, index) => pageObjects(sheet, pageAt(index) + 1)),
  ]);
  return new Uint8Array(file);
}

/** The page and, as the object numbered `contentAt`, its content. */
function pageObjects(sheet: Sheet, contentAt: number): readonly [string, string] {
  const box = `/MediaBox [0 0 ${paper.width} ${paper.height}]`;
  const page = `<< /Type /Page /Parent ${pagesAt} 0 R ${box} /Resources << /Font ${fontsAt} 0 R >> /Contents ${contentAt} 0 R >>`;
  return [page, stream(sheet.content)];
}

/** XMP (ISO 16684-1), saying what the document information says. */
function metadata(): string {
  return `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>Banco Norte</rdf:li></rdf:Seq></dc:creator>
<xmp:CreatorTool>Chancery sandbox</xmp:CreatorTool>
<xmp:CreateDate>${made}</xmp:CreateDate>
<xmp:ModifyDate>${made}</xmp:ModifyDate>
<pdf:Producer>Chancery sandbox</pdf:Producer>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`;
}

function first(): Sheet {
  const sheet = new Sheet();
  sheet.letterhead('Banco Norte', 'Plaza Mayor 1 · 33001 Oviedo');
  sheet.title(title, 'between Banco Norte, S.A. and the customer who signs below');
  sheet.paragraph(
    'This is a sample. Banco Norte does not exist, no money is lent, and a signature made in the sandbox binds nobody. The document is here so that the way from a question to a signature can be walked once from end to end.',
  );
  sheet.heading('1. The loan');
  sheet.paragraph(
    'The bank lends the customer 12,000 euros for the purchase of a used car. The sum is paid into the customer’s account on the working day after both parties have signed. The customer may give it back, whole or in part, on any day and without a fee.',
  );
  sheet.heading('2. What it costs');
  sheet.paragraph(
    'Interest is fixed at 4.20% a year for the whole term. There are no costs for opening, managing or closing the loan. The annual percentage rate is 4.28%.',
  );
  sheet.table(
    [
      ['Year', 'Instalments', 'Interest', 'Repaid', 'Open at the end'],
      ['2027', '12 × 272.02 €', '450.25 €', '2,813.99 €', '9,186.01 €'],
      ['2028', '12 × 272.02 €', '329.74 €', '2,934.50 €', '6,251.51 €'],
      ['2029', '12 × 272.02 €', '204.10 €', '3,060.14 €', '3,191.37 €'],
      ['2030', '12 × 272.02 €', '73.07 €', '3,191.37 €', '0.00 €'],
    ],
    [0.12, 0.24, 0.2, 0.2, 0.24],
  );
  sheet.heading('3. When it is paid back');
  sheet.paragraph(
    'Forty-eight instalments are due on the first of each month, beginning on 1 January 2027; the last one settles the cents. If a payment is late, the bank writes to the customer before it does anything else; interest on the late sum is the interest of this agreement and nothing more.',
  );
  sheet.heading('4. Changing one’s mind');
  sheet.paragraph(
    'Within fourteen days of signing, the customer may withdraw without giving a reason. A letter, a message or a word at the counter is enough. The sum is then given back within thirty days, with the interest of the days it was used.',
  );
  sheet.footer(title, 'Page 1 of 2');
  return sheet;
}

function second(): Sheet {
  const sheet = new Sheet();
  sheet.letterhead('Banco Norte', 'Plaza Mayor 1 · 33001 Oviedo');
  sheet.heading('5. Data');
  sheet.paragraph(
    'The bank keeps what it needs for this loan, shows it to the customer on request, and deletes it when the law no longer asks for it. It sells nothing to anybody.',
  );
  sheet.heading('6. How this agreement is signed');
  sheet.paragraph(
    'Both parties sign electronically. The customer’s key is kept by the signing service in a module that nobody can read; it is used only after the customer has seen this document on the approval page and agreed there in person. The signature covers every octet of this file: a change of a single letter can be seen by anyone, at any time, without asking the bank.',
  );
  sheet.heading('7. Disputes');
  sheet.paragraph(
    'The courts of the place where the customer lives decide. Before that, the customer may turn to the ombudsman, free of charge; the bank accepts what he says.',
  );
  sheet.signatures(['Banco Norte, S.A.', 'Elena Fuentes, branch manager'], ['The customer', 'signs electronically']);
  sheet.footer(title, 'Page 2 of 2');
  return sheet;
}
