// The buttons over a drawing: zoom, the two ways to fit, and saving it as a picture.
import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { IconArrowsMinimize, IconDownload, IconMaximize, IconMinus, IconPlus } from "@tabler/icons-react";

interface Props {
  zoom: (factor: number) => void;
  fit: () => void;
  whole: () => void;
  savePng: () => void;
  saveSvg?: () => void;
  /** Whether showing everything makes names too small, so that the two ways to fit differ. */
  large?: boolean;
}

export function Tools({ zoom, fit, whole, savePng, saveSvg, large = false }: Props) {
  const tools = [
    { label: "Zoom in", icon: <IconPlus size={16} />, run: () => zoom(1.3) },
    { label: "Zoom out", icon: <IconMinus size={16} />, run: () => zoom(1 / 1.3) },
    { label: "Show everything", icon: <IconMaximize size={16} />, run: whole },
    ...(large ? [{ label: "Readable size", icon: <IconArrowsMinimize size={16} />, run: fit }] : []),
  ];
  return (
    <div className="graph-tools">
      {tools.map(({ label, icon, run }) => <Tooltip key={label} label={label} position="left"><ActionIcon size={28} aria-label={label} onClick={run}>{icon}</ActionIcon></Tooltip>)}
      <Menu position="left-start" withinPortal>
        <Menu.Target><ActionIcon size={28} aria-label="Export the picture" title="Export the picture"><IconDownload size={16} /></ActionIcon></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={savePng}>PNG</Menu.Item>
          {saveSvg && <Menu.Item onClick={saveSvg}>SVG</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
