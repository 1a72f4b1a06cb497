// When something happened in a page, milliseconds since the epoch: the windows share this machine's clock.
import type { Page } from 'playwright-core';

/** The moment at which a text comes to stand in the page, by the one clock of this machine. */
export const whenShown = (page: Page, text: string): Promise<number> =>
  page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          if (document.body.textContent.includes(wanted)) {
            observer.disconnect();
            resolve(Date.now());
          }
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        look();
      }),
    text,
  );

export const whenPressed = (page: Page, key: string): Promise<number> =>
  page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        addEventListener('keydown', ({ key: pressed }) => pressed === wanted && resolve(Date.now()), true);
      }),
    key,
  );

/** The moment of the next click anywhere in the page. */
export const whenClicked = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        addEventListener('click', () => resolve(Date.now()), { capture: true, once: true });
      }),
  );

/** The moment at which the first frame with a text was handed over to be shown. */
export const whenPainted = (page: Page, text: string): Promise<number> =>
  page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          if (!document.body.textContent.includes(wanted)) return;
          observer.disconnect();
          // What is posted while a frame is made comes after it.
          requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => resolve(Date.now());
            channel.port2.postMessage(null);
          });
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        look();
      }),
    text,
  );
