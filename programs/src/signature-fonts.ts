/** The fonts of visible signatures where none are configured, each free to be embedded (SIL Open Font License 1.1). */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The first that has a character shows it: Latin, Greek and Cyrillic; then Arabic. */
const files = [
  import.meta.resolve('pdfjs-dist/standard_fonts/LiberationSans-Regular.ttf'),
  import.meta.resolve('@expo-google-fonts/noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf'),
];

/** Read once by who keeps them: an appearance opens a font once for each array. */
export function signatureFonts(): Uint8Array[] {
  return files.map((file) => readFileSync(fileURLToPath(file)));
}
