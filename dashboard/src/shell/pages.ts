import { Activity, Bug, Database, HardDrive, LayoutDashboard, Settings, Timer, Workflow } from '@lucide/vue';
import type { Component } from 'vue';

export interface PageLink {
  name: string;
  label: string;
  icon: Component;
  /** Second key of the shortcut `g` + key. */
  key: string;
}

/** The pages of the navigation, in its order. */
export const PAGES: readonly PageLink[] = [
  { name: 'overview', label: 'Overview', icon: LayoutDashboard, key: 'o' },
  { name: 'events', label: 'Events', icon: Activity, key: 'e' },
  { name: 'sessions', label: 'Sessions', icon: Timer, key: 's' },
  { name: 'errors', label: 'Errors', icon: Bug, key: 'r' },
  { name: 'pipeline', label: 'Pipeline', icon: Workflow, key: 'p' },
  { name: 'storage', label: 'Storage', icon: HardDrive, key: 'd' },
  { name: 'sql', label: 'SQL', icon: Database, key: 'q' },
  { name: 'settings', label: 'Settings', icon: Settings, key: 't' },
];
