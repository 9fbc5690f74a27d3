/** What lies beyond the edge of what holds it: the page, the screen, what is beside or over it; and what is to be pressed
 *  there and isn't within it, and a title that isn't shown whole. */
export function beyond() {
  const over = [...document.querySelectorAll('aside.drawer, dialog, [role=dialog], .menu .panel, .toast')].filter((one) => one.checkVisibility());
  const wider = [document.documentElement, ...document.querySelectorAll('main, aside.drawer .body'), ...over]
    .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1 && !['clip', 'hidden'].includes(getComputedStyle(one).overflowX))
    .map((one) => `${one.tagName}.${one.className}: ${one.scrollWidth} > ${one.clientWidth}`);
  const outside = (inner, { left, right }) => inner.left < left - 1 || inner.right > right + 1;
  const cut = over.flatMap((one) => {
    const box = one.getBoundingClientRect();
    const pressed = [...one.querySelectorAll('button, a, input, select')].filter((part) => part.checkVisibility() && outside(part.getBoundingClientRect(), box));
    return [...(outside(box, { left: 0, right: innerWidth }) ? [one] : []), ...pressed].map((part) => `cut off: ${part.outerHTML.slice(0, 200)}`);
  });
  // One that is for the ear alone has no width.
  const titles = [...document.querySelectorAll('h1')].filter((one) => one.clientWidth > 1 && one.scrollWidth > one.clientWidth + 1).map((one) => `the title is cut off: ${one.textContent}`);
  return [...wider, ...cut, ...titles];
}
