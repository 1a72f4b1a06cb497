import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { contract } from '../../../shared/contract/index.ts';

/** The OpenAPI 3.1 document of every procedure, as served at `/openapi.json`. */
export const openApiDocument = (appVersion: string) =>
  new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] }).generate(contract, {
    info: {
      title: 'Paydar',
      version: appVersion,
      description: 'Whatever the window can do. Sign in once per token with POST /session.',
    },
    security: [{ bearer: [] }],
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  });
