/** The terms that people of the sandbox accept with a new key. */
export const sandboxTerms = {
  version: '2026-1',
  lang: 'en',
  text: `Terms of the Chancery sandbox, version 2026-1

1. What you get. A signing key is made for you in the signature activation module, and a certificate names you as its owner.
2. What you do. You approve each signature yourself, with your passkey, on the approval page. Nobody else may use your passkey.
3. What you tell us. If you lose your passkey or did not ask for something you see, refuse it and say so at once.
4. What it is worth. Nothing: this is a sandbox. Its keys lie in files, and signatures made here have no legal effect.
5. How it ends. You may ask for the key to be destroyed at any time; signatures made before remain as they are.
`,
} as const;
