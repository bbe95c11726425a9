import type { Faker } from '@faker-js/faker';
import type { Element, Page } from './site.js';

/** With its scheme, so that host + path is the very address that the other dialects send. */
const HOST = 'https://shop.example.com';
const NAVIGATION: Element[] = [
  { element_id: 'nav-home', text: 'Home', xpath: '/html/body/header/nav/a[1]' },
  { element_id: 'nav-search', text: 'Search', xpath: '/html/body/header/nav/button' },
  { element_id: 'nav-cart', text: 'Cart', xpath: '/html/body/header/nav/a[4]' },
];
const PRODUCT: Element[] = [
  { element_id: 'add-to-cart', text: 'Add to cart', xpath: '//*[@id="add-to-cart"]' },
  { element_id: 'wishlist', text: 'Save for later', xpath: '//*[@id="wishlist"]' },
  { element_id: 'gallery-next', text: 'Next picture', xpath: '//main/figure/button[2]' },
];
const ARTICLE: Element[] = [
  { element_id: 'subscribe', text: 'Subscribe', xpath: '//*[@id="subscribe"]' },
  { element_id: 'share', text: 'Share', xpath: '//article/footer/button' },
];
const FIXED: [path: string, title: string][] = [
  ['/', 'Home'],
  ['/pricing', 'Pricing'],
  ['/cart', 'Your cart'],
  ['/checkout', 'Checkout'],
  ['/account', 'Your account'],
  ['/about', 'About us'],
  ['/contact', 'Contact'],
];

/** The pages of a made-up shop, most popular first: what a visit walks over. */
export function inventSite(faker: Faker, size: number): Page[] {
  const pages = new Map<string, Page>();
  const add = (path: string, title: string, elements: Element[]) => {
    const url = `${HOST}${path}`;
    pages.set(path, {
      host: HOST,
      path,
      url,
      title: `${title} - Example shop`,
      elements: [...elements, ...NAVIGATION],
    });
  };
  for (const [path, title] of FIXED) add(path, title, path === '/' ? ARTICLE : []);
  while (pages.size < size) {
    if (faker.datatype.boolean(0.7)) {
      const name = faker.commerce.productName();
      add(`/products/${faker.helpers.slugify(name).toLowerCase()}-${pages.size}`, name, PRODUCT);
    } else {
      const title = faker.company.catchPhrase();
      add(`/blog/${faker.helpers.slugify(title).toLowerCase().replaceAll('/', '-')}-${pages.size}`, title, ARTICLE);
    }
  }
  return [...pages.values()];
}
