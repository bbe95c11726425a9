import type { Problem } from '@argus/contract';

/** An answer that is no success. `status` 0 means that no answer came at all. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly problem: Problem,
    readonly retryAfterSeconds: number | undefined,
  ) {
    super(problem.detail || problem.title);
  }

  /** Whether the same request may succeed a moment later. */
  static mayPass(error: unknown): boolean {
    return error instanceof ApiError && (error.status === 0 || error.status >= 500);
  }

  static unreachable(cause: unknown): ApiError {
    const timedOut = cause instanceof DOMException && cause.name === 'TimeoutError';
    const detail = timedOut ? 'The gateway did not answer in time.' : 'The gateway cannot be reached.';
    return new ApiError(0, { type: 'about:blank', title: 'No answer', status: 0, detail }, undefined);
  }

  static async of(response: Response): Promise<ApiError> {
    const retryAfter = Number(response.headers.get('retry-after') ?? NaN);
    const problem = await readProblem(response);
    return new ApiError(response.status, problem, Number.isFinite(retryAfter) ? retryAfter : undefined);
  }
}

async function readProblem(response: Response): Promise<Problem> {
  const fallback = { type: 'about:blank', title: response.statusText || 'Error', status: response.status };
  try {
    const body = (await response.json()) as Partial<Problem>;
    return { ...fallback, detail: '', ...body };
  } catch {
    return { ...fallback, detail: `The gateway answered ${response.status}.` };
  }
}
