interface Form {
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
}

const ENTRY =
  /^MessageAttributes\.entry\.[1-9]\d*\.(Name|Value\.(?:DataType|StringValue|BinaryValue))$/;

/** Reads the AWS Query protocol. What it does not know stays in `input` under the name it came by. */
export function readForm(body: string): Form {
  const { Action = '', ...parameters } = Object.fromEntries(new URLSearchParams(body));
  const input: Record<string, unknown> = {};
  const entries = new Map<string, Record<string, string>>();
  for (const [key, value] of Object.entries(parameters)) {
    const member = ENTRY.exec(key)?.[1];
    if (member === undefined) {
      input[key] = value;
      continue;
    }
    const number = key.split('.', 3).join('.');
    entries.set(number, { ...entries.get(number), [member.replace('Value.', '')]: value });
  }
  if (entries.size > 0) {
    input['MessageAttributes'] = Object.fromEntries(
      [...entries.values()].map(({ Name = '', ...value }) => [Name, value]),
    );
  }
  return { action: Action, input };
}
