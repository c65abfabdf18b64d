/** The one h1 of a page, which also names the window. It takes the focus when the address changes, so that a screen reader begins there. */
import { Title, VisuallyHidden } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useLocation } from "react-router";

const NAME = "Reglament";
/** Outside React: the first page that is opened leaves the focus where the browser put it. */
let shownPath: string | undefined;

export function PageTitle({ children, hidden }: { readonly children: string; readonly hidden?: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    document.title = `${children} · ${NAME}`;
  }, [children]);
  useEffect(() => {
    if (shownPath !== undefined && shownPath !== pathname) heading.current?.focus();
    shownPath = pathname;
  }, [pathname]);
  const title = (
    <Title order={1} size="h2" ref={heading} tabIndex={-1} className="page-title">
      {children}
    </Title>
  );
  return hidden ? <VisuallyHidden>{title}</VisuallyHidden> : title;
}
