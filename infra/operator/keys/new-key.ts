import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseCredentials } from '../../../lambda/binance/key';
import { SecretError } from '../../../lambda/errors';
import { OperatorError } from '../errors';
import type { Terminal } from '../terminal';

/** Which key it is: exactly one of the first three. */
export interface KeyOptions {
  readonly generate?: true;
  /** A file with a PEM. */
  readonly privateKey?: string;
  readonly hmac?: true;
  readonly apiKeyFile?: string;
}

/** What is stored: the fields that the function's parser reads. */
interface Fields {
  readonly apiKey: string;
  readonly apiSecret?: string;
  readonly privateKey?: string;
  readonly passphrase?: string;
}

export interface NewKey {
  /** `HMAC`, `Ed25519` or `RSA`. */
  readonly kind: string;
  /** The text of the secret. */
  readonly text: string;
}

/** Stands for a field that is asked for later. */
const LATER = 'later';

/**
 * Asks for the parts of a key and puts them together, checked by the function's own parser.
 * @throws {OperatorError} which never quotes a part
 */
export class KeyReader {
  constructor(
    private readonly secretId: string,
    private readonly terminal: Terminal,
  ) {}

  async read(options: KeyOptions): Promise<NewKey> {
    const given = [options.generate, options.privateKey, options.hmac];
    if (given.filter((each) => each !== undefined).length !== 1) {
      throw new OperatorError(
        'Say which key it is, by one of --generate (makes an Ed25519 key), --private-key <file> (Ed25519 or RSA) and --hmac.',
      );
    }
    if (options.hmac) return this.#finish(await this.#hmac(options));
    const privateKey =
      options.privateKey === undefined
        ? this.#generate()
        : readText('--private-key', options.privateKey);
    return this.#finish(await this.#asymmetric(privateKey, options));
  }

  async #hmac(options: KeyOptions): Promise<Fields> {
    const apiKey = await this.#apiKey(options, (each) => ({ apiKey: each, apiSecret: LATER }));
    const apiSecret = await this.#ask('The API secret:', (each) => ({ apiKey, apiSecret: each }));
    return { apiKey, apiSecret };
  }

  async #asymmetric(privateKey: string, options: KeyOptions): Promise<Fields> {
    const fields = await this.#opened({ apiKey: LATER, privateKey });
    return { ...fields, apiKey: await this.#apiKey(options, (apiKey) => ({ ...fields, apiKey })) };
  }

  /** With the passphrase, if the private key has one. */
  async #opened(fields: Fields): Promise<Fields> {
    if (!fields.privateKey?.includes('ENCRYPTED')) {
      this.#finish(fields);
      return fields;
    }
    const withIt = (passphrase: string): Fields => ({ ...fields, passphrase });
    return withIt(await this.#ask('The passphrase of the private key:', withIt));
  }

  async #apiKey({ apiKeyFile }: KeyOptions, fieldsWith: (apiKey: string) => Fields) {
    if (apiKeyFile !== undefined) return readText('--api-key-file', apiKeyFile).trim();
    return this.#ask('The API key that Binance shows:', fieldsWith);
  }

  async #ask(message: string, fieldsWith: (answer: string) => Fields): Promise<string> {
    const answer = await this.terminal.askSecret({
      message,
      check: (each) => this.#refusal(fieldsWith(each.trim())) ?? true,
    });
    return answer.trim();
  }

  /** The private half is never shown, nor written to a file. */
  #generate(): string {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    // Binance's FAQ, "How to Generate an Ed25519 Key Pair to Send API Requests on Binance".
    this.terminal.say(
      `Register this public key on binance.com: Profile > API Management > Create API > Self-generated > Next, and paste all three lines:

${publicKey.export({ type: 'spki', format: 'pem' }).toString()}
"Enable Reading" is the only permission that the API key should have. The private key is in the memory of this command alone: if it ends before both are stored, delete the API key and begin again.
`,
    );
    return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  }

  /** @throws {OperatorError} */
  #finish(fields: Fields): NewKey {
    const text = JSON.stringify(fields);
    try {
      return { kind: parseCredentials(this.secretId, text).kind, text };
    } catch (error) {
      if (!(error instanceof SecretError)) throw error;
      throw new OperatorError(error.problem, { cause: error });
    }
  }

  #refusal(fields: Fields): string | undefined {
    try {
      this.#finish(fields);
      return undefined;
    } catch (error) {
      if (error instanceof OperatorError) return error.message;
      throw error;
    }
  }
}

/** Its name is not repeated: somebody may have given the key itself. */
function readText(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    throw new OperatorError(`The file of ${option} cannot be read (${code}).`, { cause });
  }
}
