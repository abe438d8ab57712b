/**
 * To be imported before `@peculiar/x509`. The library registers its algorithms with tsyringe, which refuses to load without
 * the reflect-metadata API although nothing that is registered carries metadata: that there is none is all it needs to hear.
 */
Object.assign(Reflect, { getMetadata: noMetadata, getOwnMetadata: noMetadata });

function noMetadata(): undefined {
  return undefined;
}
