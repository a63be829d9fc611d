const refuse = (): never => {
  throw new Error('no route of ours has a JSON schema');
};

/**
 * For Fastify's `schemaController`: our routes read what they are sent themselves. Without this it loads a compiler for
 * JSON schemas and another for answers, which took a tenth of a start, to compile nothing.
 */
export const NO_SCHEMAS = { compilersFactory: { buildValidator: refuse, buildSerializer: refuse } };
