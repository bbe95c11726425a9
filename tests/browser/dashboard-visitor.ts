import type { BrowserContext, Locator, Page } from 'playwright-core';
import { openBrowser } from '../kit/browser.js';
import { type Product } from '../kit/index.js';

/** A person before the dashboard: a browser of their own, and all that went wrong in it. */
export class Visitor {
  /** What the console complained about, refused resources and breaches of the content security policy included. */
  readonly complaints: string[] = [];

  private constructor(
    private readonly browser: BrowserContext,
    readonly page: Page,
    private readonly product: Product,
  ) {}

  static async open(product: Product, options: Parameters<typeof openBrowser>[0] = {}): Promise<Visitor> {
    const browser = await openBrowser(options);
    const page = browser.pages()[0] ?? (await browser.newPage());
    const visitor = new Visitor(browser, page, product);
    page.on('console', (message) => {
      if (message.type() === 'error') visitor.complaints.push(message.text());
    });
    page.on('pageerror', (error) => visitor.complaints.push(String(error)));
    return visitor;
  }

  async goTo(path: string): Promise<void> {
    await this.page.goto(this.product.url + path);
  }

  see(testId: string): Locator {
    return this.page.getByTestId(testId);
  }

  /** The texts of the cells of a table's body, row by row. */
  async rows(table: Locator): Promise<string[][]> {
    const rows = await table.locator('tbody tr').all();
    return Promise.all(
      rows.map(async (row) => (await row.locator('td, th').allTextContents()).map((text) => text.trim())),
    );
  }

  leave(): Promise<void> {
    return this.browser.close();
  }
}
