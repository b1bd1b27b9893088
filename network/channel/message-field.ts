import protobuf from 'google-protobuf';

/**
 * A serialized protobuf message with one string or bytes field replaced, and every other byte as it was.
 * Reading the message into a class and writing it again would lose the fields that a newer Fabric has added,
 * and reorder those that another program wrote in its own order.
 * @param field - number of a field that holds one string, bytes or message; appended where it is missing
 */
export function withField(message: Uint8Array, field: number, value: Uint8Array): Uint8Array {
  const writer = new protobuf.BinaryWriter();
  writer.writeBytes(field, value);
  const replacement = writer.getResultBuffer();
  const reader = new protobuf.BinaryReader(message);
  const kept: Uint8Array[] = [];
  let isThere = false;
  for (let start = 0; reader.nextField(); start = reader.getCursor()) {
    if (reader.getFieldNumber() === field && !reader.isDelimited())
      throw new RangeError(`field ${field} of the message is no string`);
    reader.skipField();
    if (reader.getFieldNumber() !== field) {
      kept.push(message.subarray(start, reader.getCursor()));
    } else if (!isThere) {
      kept.push(replacement);
      isThere = true;
    }
  }
  if (!isThere) kept.push(replacement);
  return Buffer.concat(kept);
}
