/** Where the events go, and as whom. */
export interface Gateway {
  url: string;
  key: string | undefined;
  source: string | undefined;
}

function meta(name: string): string | undefined {
  return document.querySelector<HTMLMetaElement>(`meta[name="argus-${name}"]`)?.content || undefined;
}

/** The gateway that `npm run generate -- --ui` wrote into the page; without it, the one that served the page. */
export function gatewayOfPage(): Gateway {
  return { url: meta('gateway') ?? location.origin, key: meta('key'), source: meta('source') };
}
