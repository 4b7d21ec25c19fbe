// The main pages, in the order of the navigation.
import { IconApi, IconBook2, IconHome, IconLayoutList, IconPlugConnected, IconSitemap, IconAlertTriangle, type Icon } from "@tabler/icons-react";
import { paths } from "../paths.ts";

export interface NavItem {
  label: string;
  href: string;
  icon: Icon;
}

export const NAV: NavItem[] = [
  { label: "Home", href: paths.home(), icon: IconHome },
  { label: "Catalog", href: paths.catalog(), icon: IconLayoutList },
  { label: "Graph", href: paths.graph(), icon: IconSitemap },
  { label: "Problems", href: paths.problems(), icon: IconAlertTriangle },
  { label: "APIs", href: paths.apis(), icon: IconApi },
  { label: "Sources", href: paths.sources(), icon: IconPlugConnected },
  { label: "API docs", href: paths.apiDocs(), icon: IconBook2 },
];
