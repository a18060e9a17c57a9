import * as z from 'zod';
import type { JsonObject } from '../../../shared/json.ts';
import type { Route } from '../../routes/route.ts';
import { version } from '../../version.ts';
import { errorBody } from './answers.ts';
import { type Content, type Operation, operations } from './operations.ts';

const description = `The event hub of Dev Sync. Every path that begins with /dev is at /api/dev as well.
Where the token is needed everywhere, only what has an empty "security" goes without it. Pages need it for more than programs do.`;

const token = { token: [] };
const tokenInQuery = { tokenInQuery: [] };

/** The routes of this table as OpenAPI 3.1. Nothing of the run is in it. */
export function describeApi(table: readonly Route[]): JsonObject {
  const paths: Record<string, JsonObject> = {};
  for (const route of table) {
    const operation = operations[`${route.method} ${route.path}`];
    if (!operation) continue;
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: describeRoute(route, operation) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Dev Sync', version, description },
    servers: [{ url: '/' }],
    paths,
    components: {
      responses: { error: { description: 'Why not, and what to do', content: { 'application/json': { schema: schemaOf(errorBody) } } } },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        tokenInQuery: { type: 'apiKey', in: 'query', name: 'token' },
      },
    },
  };
}

function describeRoute(route: Route, { summary, query, headers = {}, body, answers }: Operation): JsonObject {
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => parameter('path', String(name), z.string()));
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) => parameter('query', name, schema as z.ZodType));
  const inHeader = Object.entries(headers).map(([name, words]) =>
    parameter('header', name, z.string().optional().meta({ description: words })),
  );
  const responses = Object.entries(answers).map(([status, content]) => [
    status,
    { description: summary, content: describeContent(content) },
  ]);
  return {
    summary,
    security: securityOf(route),
    parameters: [...inPath, ...inQuery, ...inHeader],
    ...(body && { requestBody: { required: !body.isOptional, content: describeContent(body.content) } }),
    responses: { ...Object.fromEntries(responses), default: { $ref: '#/components/responses/error' } },
  };
}

function securityOf({ access, isAlwaysOpen, allowsQueryToken }: Route): JsonObject[] {
  if (isAlwaysOpen) return [];
  return [...(access === 'token' ? [] : [{}]), token, ...(allowsQueryToken ? [tokenInQuery] : [])];
}

function parameter(place: 'path' | 'query' | 'header', name: string, schema: z.ZodType): JsonObject {
  const isRequired = !schema.safeParse(undefined).success;
  return { name, in: place, required: isRequired, schema: schemaOf(schema) };
}

function describeContent(content: Content): JsonObject {
  return Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema: schemaOf(schema) }]));
}

/** As it goes over the wire: what a check makes of it is nobody's business. */
function schemaOf(schema: z.ZodType): JsonObject {
  const { $schema: _dialect, '~standard': _standard, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest as JsonObject;
}
