/** What stands for the token, which is nobody's business. */
const TOKEN = '<токен>';

/** A call of the messenger's API as a command that can be pasted into a terminal. */
export function curlOf({ address, body }) {
  const params = Object.entries(body).map(
    ([key, value]) => `  --data-urlencode ${quoted(`${key}=${value}`)}`,
  );
  // Telegram's token is a part of the address.
  const isInAddress = address.includes('<token>');
  const auth = isInAddress ? [] : [`  -H ${quoted(`Authorization: Bearer ${TOKEN}`)}`];
  return [`curl ${quoted(address.replace('<token>', TOKEN))}`, ...auth, ...params].join(' \\\n');
}

const quoted = (text) => `'${String(text).replaceAll("'", "'\\''")}'`;
