import { getJson } from './http.js';

interface OpenApi {
  paths: Record<string, Record<string, unknown>>;
}

/** Every route that this gateway offers, as `POST /errors/replay`. */
export async function fetchRoutes(signal?: AbortSignal): Promise<Set<string>> {
  const { paths } = await getJson<OpenApi>('/openapi.json', {}, signal);
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  return new Set(routes);
}
