/** The rules of one event type, as they are kept in a file. */
export interface PlanEntry {
  category: string;
  name: string;
  description?: string;
  /**
   * Says that such an event needs a page URL, whether sent as `page_url`, as `data.url` or as `data.host` + `data.path`;
   * the value is the field that an error names where all of them are absent.
   */
  page_url_required_as?: string;
  /** JSON Schema (draft 7) of `data`. */
  schema: Record<string, unknown>;
}
