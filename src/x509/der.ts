/** One value of a DER encoding. */
export interface DerValue {
  /** The identifier octet: 0x30 a sequence, 0x06 an object identifier, 0xa0 what is tagged with [0]. */
  readonly tag: number;
  readonly content: Uint8Array;
}

/**
 * The values that a content consists of, one after another. For the parts of a certificate that Node has read already and
 * does not show; whatever is cut short ends the list.
 */
export function derValues(content: Uint8Array): readonly DerValue[] {
  const values: DerValue[] = [];
  let offset = 0;
  while (offset + 2 <= content.length) {
    const tag = content[offset] ?? 0;
    const first = content[offset + 1] ?? 0;
    const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
    let length = lengthBytes === 0 ? first : 0;
    for (let index = 0; index < lengthBytes; index += 1) {
      length = length * 256 + (content[offset + 2 + index] ?? 0);
    }
    const start = offset + 2 + lengthBytes;
    if (start + length > content.length) {
      break;
    }
    values.push({ tag, content: content.subarray(start, start + length) });
    offset = start + length;
  }
  return values;
}
