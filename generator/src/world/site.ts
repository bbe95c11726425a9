/** Something on a page that people click. */
export interface Element {
  element_id: string;
  text: string;
  xpath: string;
}

export interface Page {
  /** With its scheme: `https://shop.example.com`. */
  host: string;
  path: string;
  url: string;
  title: string;
  elements: Element[];
}
