import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The fonts that tests show text with: Latin, Greek and Cyrillic; Arabic. */
const modules = join(import.meta.dirname, '../../../node_modules');

export const latin = readFileSync(join(modules, 'pdfjs-dist/standard_fonts/LiberationSans-Regular.ttf'));
export const arabic = readFileSync(
  join(modules, '@expo-google-fonts/noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf'),
);
