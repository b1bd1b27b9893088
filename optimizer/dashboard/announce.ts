/** Tells people who do not see the page that something changed; the element stands in index.html. */
export function announce(text: string): void {
  const element = document.getElementById('announcements');
  if (element) element.textContent = text;
}
