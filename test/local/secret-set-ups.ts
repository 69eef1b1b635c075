import { generateKeyPairSync } from 'node:crypto';
import type { SetUp } from './topic-set-ups';

const ID = 'pm-loan-monitor/main';
const PUBLIC_KEY = generateKeyPairSync('ed25519')
  .publicKey.export({ type: 'spki', format: 'pem' })
  .toString();

/** Set-ups in which the secret cannot be read, or holds no key that could be used. */
export const SECRET_SET_UPS = {
  'secret-missing': {
    what: 'there is no such secret',
    spoil: ({ cloud }) => {
      cloud.secrets.remove(ID);
    },
  },
  'secret-denied': {
    what: 'the role may not read the secret',
    spoil: ({ cloud }) => {
      cloud.secrets.deny(ID);
    },
  },
  'secret-deleted': {
    what: 'the secret is scheduled for deletion',
    spoil: ({ cloud }) => {
      cloud.secrets.markForDeletion(ID);
    },
  },
  'secret-malformed': holding('the secret lacks its second half', { apiKey: 'k' }),
  'secret-other-fields': holding('the fields of the secret have other names', {
    API_KEY: 'k',
    SECRET_KEY: 's',
  }),
  'secret-public-key': holding('the secret has the public key in place of the private one', {
    apiKey: 'k',
    privateKey: PUBLIC_KEY,
  }),
} as const satisfies Record<string, SetUp>;

function holding(what: string, secret: object): SetUp {
  return {
    what,
    spoil: ({ cloud }) => {
      cloud.secrets.put(ID, JSON.stringify(secret));
    },
  };
}
