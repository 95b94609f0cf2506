/*
 * Makes one key-encryption key in a token, with the attributes that other tools cannot pass (CKA_UNWRAP_TEMPLATE is an
 * array of attributes), and does nothing else:
 *
 *   make-kek MODULE SERIAL LABEL GENERATION T|N PRIVATE|PUBLIC MECHANISM    < PIN, and a wrapped key in hex or nothing
 *
 * T: made by the security officer, trusted, what it unwraps stays wrappable under trusted keys only. N: made by the user,
 * what it unwraps can never leave. Without a wrapped key it is generated in the token. With one, which only a token in software
 * gives, it is unwrapped under the key "chancery-transport" by MECHANISM (a number) and created from its value: a key that is
 * unwrapped at once into its place has no check value in SoftHSM. The value stands in this process for that moment, then it is
 * wiped. Exit codes: 0 made, 1 failed, 2 wrong use, 3 the module does not take such a key.
 *
 * Types and numbers as in PKCS#11 2.40; the clause of the base specification stands beside each.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef unsigned long ulong_t; /* CK_ULONG, CK_RV and every handle (2.1) */
typedef unsigned char octet_t; /* CK_BYTE, CK_BBOOL (2.1) */

struct attribute { ulong_t type; void *value; ulong_t length; };      /* CK_ATTRIBUTE (3.5) */
struct mechanism { ulong_t type; void *parameter; ulong_t length; };  /* CK_MECHANISM (3.6) */
struct token_info {                                                   /* CK_TOKEN_INFO (3.2) */
  octet_t label[32], manufacturer[32], model[16], serial[16];
  ulong_t flags, counts[10];
  octet_t hardware[2], firmware[2], time[16];
};

/* CK_FUNCTION_LIST (3.7): a version, then the functions in the order of section 5; named here are those that are called. */
struct function_list { octet_t version[2]; void (*function[68])(void); };
enum { INITIALIZE = 0, FINALIZE = 1, GET_SLOT_LIST = 4, GET_TOKEN_INFO = 6, OPEN_SESSION = 12, LOGIN = 18,
       CREATE_OBJECT = 20, GET_VALUE = 24, FIND_INIT = 26, FIND = 27, FIND_FINAL = 28, GENERATE_KEY = 58, UNWRAP_KEY = 61 };
typedef ulong_t (*get_function_list_t)(struct function_list **);                                          /* 5.4 */
typedef ulong_t (*initialize_t)(void *);                                                                  /* 5.4 */
typedef ulong_t (*get_slot_list_t)(octet_t present, ulong_t *slots, ulong_t *count);                      /* 5.5 */
typedef ulong_t (*get_token_info_t)(ulong_t slot, struct token_info *);                                   /* 5.5 */
typedef ulong_t (*open_session_t)(ulong_t slot, ulong_t flags, void *, void *, ulong_t *session);         /* 5.6 */
typedef ulong_t (*login_t)(ulong_t session, ulong_t user, octet_t *pin, ulong_t length);                  /* 5.6 */
typedef ulong_t (*create_object_t)(ulong_t session, struct attribute *, ulong_t count, ulong_t *made);    /* 5.7 */
typedef ulong_t (*get_value_t)(ulong_t session, ulong_t object, struct attribute *, ulong_t count);       /* 5.7 */
typedef ulong_t (*find_init_t)(ulong_t session, struct attribute *, ulong_t count);                       /* 5.7 */
typedef ulong_t (*find_t)(ulong_t session, ulong_t *found, ulong_t most, ulong_t *count);                 /* 5.7 */
typedef ulong_t (*find_final_t)(ulong_t session);                                                         /* 5.7 */
typedef ulong_t (*generate_key_t)(ulong_t session, struct mechanism *, struct attribute *, ulong_t, ulong_t *); /* 5.13 */
typedef ulong_t (*unwrap_key_t)(ulong_t session, struct mechanism *, ulong_t by, octet_t *wrapped, ulong_t length,
                                struct attribute *, ulong_t, ulong_t *);                                  /* 5.13 */

/* Numbers of appendix B of the same document, with its names. */
enum { CKU_SO = 0, CKU_USER = 1, CKF_RW_SESSION = 2, CKF_SERIAL_SESSION = 4 };
enum { CKO_PRIVATE_KEY = 3, CKO_SECRET_KEY = 4, CKK_AES = 0x1f, CKM_AES_KEY_GEN = 0x1080 };
enum { CKA_CLASS = 0, CKA_TOKEN = 1, CKA_PRIVATE = 2, CKA_LABEL = 3, CKA_VALUE = 0x11, CKA_TRUSTED = 0x86, CKA_KEY_TYPE = 0x100,
       CKA_ID = 0x102, CKA_SENSITIVE = 0x103, CKA_ENCRYPT = 0x104, CKA_DECRYPT = 0x105, CKA_WRAP = 0x106,
       CKA_UNWRAP = 0x107, CKA_SIGN = 0x108, CKA_VERIFY = 0x10a, CKA_DERIVE = 0x10c, CKA_VALUE_LEN = 0x161,
       CKA_EXTRACTABLE = 0x162, CKA_MODIFIABLE = 0x170, CKA_WRAP_WITH_TRUSTED = 0x210 };
#define CKA_UNWRAP_TEMPLATE 0x40000212UL
enum { CKR_ATTRIBUTE_READ_ONLY = 0x10, CKR_ATTRIBUTE_TYPE_INVALID = 0x12, CKR_ATTRIBUTE_VALUE_INVALID = 0x13,
       CKR_TEMPLATE_INCOMPLETE = 0xd0, CKR_TEMPLATE_INCONSISTENT = 0xd1, CKR_USER_NOT_LOGGED_IN = 0x101 };

static struct function_list *module;
#define call(type, which) ((type)module->function[which])

static octet_t yes = 1, no = 0;

static void fail(const char *what, ulong_t code, int status) {
  fprintf(stderr, "%s: 0x%lx\n", what, code);
  exit(status);
}

static void must(const char *what, ulong_t code) {
  if (code != 0) fail(what, code, 1);
}

/** A refusal of the attributes is an answer (the module is of another kind), anything else a failure. */
static void must_make(const char *what, ulong_t code) {
  switch (code) {
    case CKR_ATTRIBUTE_READ_ONLY: case CKR_ATTRIBUTE_TYPE_INVALID: case CKR_ATTRIBUTE_VALUE_INVALID:
    case CKR_TEMPLATE_INCOMPLETE: case CKR_TEMPLATE_INCONSISTENT: case CKR_USER_NOT_LOGGED_IN:
      fail(what, code, 3);
  }
  must(what, code);
}

static void load(const char *path) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  get_function_list_t list = library ? (get_function_list_t)dlsym(library, "C_GetFunctionList") : NULL;
  if (list == NULL) { fprintf(stderr, "%s is no PKCS#11 module\n", path); exit(1); }
  must("C_GetFunctionList", list(&module));
  must("C_Initialize", call(initialize_t, INITIALIZE)(NULL));
}

/** Slots move; a token is known by its serial number, padded with blanks to 16 (3.2). */
static ulong_t slot_of(const char *serial) {
  ulong_t slots[64], count = 64;
  char padded[17];
  struct token_info token;
  snprintf(padded, sizeof padded, "%-16s", serial);
  must("C_GetSlotList", call(get_slot_list_t, GET_SLOT_LIST)(1, slots, &count));
  for (ulong_t i = 0; i < count; i++)
    if (call(get_token_info_t, GET_TOKEN_INFO)(slots[i], &token) == 0 && memcmp(token.serial, padded, 16) == 0)
      return slots[i];
  fprintf(stderr, "no token has the serial number %s\n", serial);
  exit(1);
}

static ulong_t open_as(ulong_t slot, ulong_t user, char *pin) {
  ulong_t session;
  must("C_OpenSession", call(open_session_t, OPEN_SESSION)(slot, CKF_RW_SESSION | CKF_SERIAL_SESSION, NULL, NULL, &session));
  must("C_Login", call(login_t, LOGIN)(session, user, (octet_t *)pin, strlen(pin)));
  return session;
}

static ulong_t transport_key(ulong_t session) {
  struct attribute wanted[] = {{CKA_LABEL, "chancery-transport", 18}};
  ulong_t found[2], count = 0;
  must("C_FindObjectsInit", call(find_init_t, FIND_INIT)(session, wanted, 1));
  must("C_FindObjects", call(find_t, FIND)(session, found, 2, &count));
  must("C_FindObjectsFinal", call(find_final_t, FIND_FINAL)(session));
  if (count != 1) { fputs("there is not one transport key\n", stderr); exit(1); }
  return found[0];
}

/** A line of standard input without its end, in memory that the caller wipes. */
static void read_line(char *line, int size) {
  line[0] = 0;
  if (fgets(line, size, stdin) == NULL) return;
  if (strlen(line) == (size_t)size - 1) { fputs("a line is too long\n", stderr); exit(2); }
  line[strcspn(line, "\r\n")] = 0;
}

static ulong_t octets_of(const char *hex, octet_t *octets, ulong_t most) {
  ulong_t length = strlen(hex) / 2;
  if (length > most || strlen(hex) % 2 != 0) { fputs("the wrapped key has no such length\n", stderr); exit(2); }
  for (ulong_t i = 0; i < length; i++)
    if (sscanf(hex + 2 * i, "%2hhx", &octets[i]) != 1) { fputs("the wrapped key is not hex\n", stderr); exit(2); }
  return length;
}

/** The value of the wrapped key, 32 octets. */
static void open_wrapped(ulong_t session, ulong_t mechanism, octet_t *wrapped, ulong_t length, octet_t *value) {
  ulong_t secret_key = CKO_SECRET_KEY, aes = CKK_AES, opened;
  struct attribute readable[] = {
    {CKA_CLASS, &secret_key, sizeof secret_key}, {CKA_KEY_TYPE, &aes, sizeof aes}, {CKA_TOKEN, &no, 1}, {CKA_PRIVATE, &no, 1},
    {CKA_SENSITIVE, &no, 1}, {CKA_EXTRACTABLE, &yes, 1}};
  struct mechanism unwrap = {mechanism, NULL, 0};
  struct attribute read = {CKA_VALUE, value, 32};
  must_make("C_UnwrapKey", call(unwrap_key_t, UNWRAP_KEY)(session, &unwrap, transport_key(session), wrapped, length, readable,
                                                        sizeof readable / sizeof *readable, &opened));
  must_make("C_GetAttributeValue", call(get_value_t, GET_VALUE)(session, opened, &read, 1));
  if (read.length != 32) { fputs("the wrapped key has not 32 octets\n", stderr); exit(1); }
}

int main(int argc, char **argv) {
  if (argc != 8) { fputs("make-kek MODULE SERIAL LABEL GENERATION T|N PRIVATE|PUBLIC MECHANISM\n", stderr); return 2; }
  int number = atoi(argv[4]);
  if (number < 1 || number > 255) { fputs("a generation is one octet, 1 first\n", stderr); return 2; }
  octet_t generation = (octet_t)number, trusted = strcmp(argv[5], "T") == 0, hidden = strcmp(argv[6], "PRIVATE") == 0;
  char pin[256], hex[256];
  read_line(pin, sizeof pin);
  read_line(hex, sizeof hex);

  /* What this key unwraps: a private key that signs, for the session, never readable; in profile T it may leave again, under
     a trusted key only, in profile N never. */
  ulong_t private_key = CKO_PRIVATE_KEY, secret_key = CKO_SECRET_KEY, aes = CKK_AES, length = 32;
  struct attribute unwrapped[] = {
    {CKA_CLASS, &private_key, sizeof private_key}, {CKA_TOKEN, &no, 1}, {CKA_SENSITIVE, &yes, 1},
    {CKA_EXTRACTABLE, &trusted, 1}, {CKA_SIGN, &yes, 1}, {CKA_UNWRAP, &no, 1}, {CKA_DECRYPT, &no, 1},
    {CKA_WRAP_WITH_TRUSTED, &yes, 1}};
  ulong_t unwrapped_size = trusted ? sizeof unwrapped : sizeof unwrapped - sizeof *unwrapped;
  /* The last but one is left out when the user makes the key: CKA_TRUSTED is the security officer's (4.8). SoftHSM refuses
     attributes after CKA_MODIFIABLE. The first becomes the value of a key that was wrapped. */
  struct attribute key[] = {
    {CKA_VALUE_LEN, &length, sizeof length}, {CKA_CLASS, &secret_key, sizeof secret_key}, {CKA_KEY_TYPE, &aes, sizeof aes},
    {CKA_TOKEN, &yes, 1}, {CKA_PRIVATE, &hidden, 1}, {CKA_SENSITIVE, &yes, 1}, {CKA_EXTRACTABLE, &no, 1}, {CKA_WRAP, &yes, 1},
    {CKA_UNWRAP, &yes, 1}, {CKA_ENCRYPT, &no, 1}, {CKA_DECRYPT, &no, 1}, {CKA_SIGN, &no, 1}, {CKA_VERIFY, &no, 1},
    {CKA_DERIVE, &no, 1}, {CKA_LABEL, argv[3], strlen(argv[3])}, {CKA_ID, &generation, 1},
    {CKA_UNWRAP_TEMPLATE, unwrapped, unwrapped_size}, {CKA_TRUSTED, &yes, 1}, {CKA_MODIFIABLE, &no, 1}};
  struct attribute *last = key + sizeof key / sizeof *key - 1;
  if (!trusted) { last[-1] = *last; last--; }
  ulong_t count = last - key + 1, made;
  struct mechanism generate = {CKM_AES_KEY_GEN, NULL, 0};

  load(argv[1]);
  ulong_t session = open_as(slot_of(argv[2]), trusted ? CKU_SO : CKU_USER, pin);
  explicit_bzero(pin, sizeof pin);
  if (hex[0] == 0) {
    must_make("C_GenerateKey", call(generate_key_t, GENERATE_KEY)(session, &generate, key, count, &made));
  } else {
    octet_t wrapped[128], value[32];
    open_wrapped(session, strtoul(argv[7], NULL, 0), wrapped, octets_of(hex, wrapped, sizeof wrapped), value);
    key[0] = (struct attribute){CKA_VALUE, value, sizeof value};
    ulong_t code = call(create_object_t, CREATE_OBJECT)(session, key, count, &made);
    explicit_bzero(value, sizeof value);
    must_make("C_CreateObject", code);
  }
  must("C_Finalize", call(initialize_t, FINALIZE)(NULL));
  return 0;
}
