#pragma once

#include <QtGlobal>

namespace weir {

// Glyphs of resources/icons/weir-icons.ttf: the Lucide icons that Weir uses, by their Lucide name and code point.
#define WEIR_ICONS \
    WEIR_ICON(Activity, 0xE038) \
    WEIR_ICON(Archive, 0xE041) \
    WEIR_ICON(ArrowLeft, 0xE048) \
    WEIR_ICON(ArrowRight, 0xE049) \
    WEIR_ICON(ArrowRightLeft, 0xE417) \
    WEIR_ICON(BadgeQuestionMark, 0xE47B) \
    WEIR_ICON(Bandage, 0xE61D) \
    WEIR_ICON(Bell, 0xE059) \
    WEIR_ICON(Binary, 0xE1F2) \
    WEIR_ICON(BookOpen, 0xE05F) \
    WEIR_ICON(Braces, 0xE36A) \
    WEIR_ICON(Calendar, 0xE063) \
    WEIR_ICON(CalendarClock, 0xE304) \
    WEIR_ICON(Check, 0xE06C) \
    WEIR_ICON(ChevronDown, 0xE06D) \
    WEIR_ICON(ChevronLeft, 0xE06E) \
    WEIR_ICON(ChevronRight, 0xE06F) \
    WEIR_ICON(ChevronUp, 0xE070) \
    WEIR_ICON(Circle, 0xE076) \
    WEIR_ICON(CircleCheck, 0xE226) \
    WEIR_ICON(CircleDashed, 0xE4B0) \
    WEIR_ICON(CircleDot, 0xE345) \
    WEIR_ICON(CirclePause, 0xE07F) \
    WEIR_ICON(CircleQuestionMark, 0xE082) \
    WEIR_ICON(CircleSlash, 0xE402) \
    WEIR_ICON(CircleX, 0xE084) \
    WEIR_ICON(Clock, 0xE087) \
    WEIR_ICON(Copy, 0xE09E) \
    WEIR_ICON(Database, 0xE0AD) \
    WEIR_ICON(Download, 0xE0B2) \
    WEIR_ICON(Ellipsis, 0xE0B6) \
    WEIR_ICON(EqualNot, 0xE1BE) \
    WEIR_ICON(ExternalLink, 0xE0B9) \
    WEIR_ICON(Eye, 0xE0BA) \
    WEIR_ICON(EyeOff, 0xE0BB) \
    WEIR_ICON(File, 0xE0C0) \
    WEIR_ICON(FileJson, 0xE36B) \
    WEIR_ICON(FileSpreadsheet, 0xE326) \
    WEIR_ICON(FileText, 0xE0CC) \
    WEIR_ICON(FlaskConical, 0xE0D5) \
    WEIR_ICON(FolderOpen, 0xE247) \
    WEIR_ICON(Funnel, 0xE0DC) \
    WEIR_ICON(Gauge, 0xE1BF) \
    WEIR_ICON(GitCompare, 0xE359) \
    WEIR_ICON(Globe, 0xE0E8) \
    WEIR_ICON(GripVertical, 0xE0EB) \
    WEIR_ICON(Hand, 0xE1D7) \
    WEIR_ICON(Hash, 0xE0EF) \
    WEIR_ICON(Hourglass, 0xE296) \
    WEIR_ICON(House, 0xE0F5) \
    WEIR_ICON(Info, 0xE0F9) \
    WEIR_ICON(KeyRound, 0xE4A3) \
    WEIR_ICON(Languages, 0xE0FE) \
    WEIR_ICON(Link, 0xE102) \
    WEIR_ICON(List, 0xE106) \
    WEIR_ICON(ListRestart, 0xE452) \
    WEIR_ICON(Minus, 0xE11C) \
    WEIR_ICON(Monitor, 0xE11D) \
    WEIR_ICON(MonitorX, 0xE487) \
    WEIR_ICON(Moon, 0xE11E) \
    WEIR_ICON(PanelRight, 0xE431) \
    WEIR_ICON(Pause, 0xE12E) \
    WEIR_ICON(Pencil, 0xE1F9) \
    WEIR_ICON(Play, 0xE13C) \
    WEIR_ICON(Plug, 0xE37F) \
    WEIR_ICON(Plus, 0xE13D) \
    WEIR_ICON(Redo2, 0xE2A0) \
    WEIR_ICON(RefreshCw, 0xE145) \
    WEIR_ICON(RotateCw, 0xE149) \
    WEIR_ICON(Save, 0xE14D) \
    WEIR_ICON(Scale, 0xE212) \
    WEIR_ICON(ScrollText, 0xE45F) \
    WEIR_ICON(Search, 0xE151) \
    WEIR_ICON(Settings, 0xE154) \
    WEIR_ICON(ShieldCheck, 0xE1FF) \
    WEIR_ICON(Square, 0xE167) \
    WEIR_ICON(SquarePen, 0xE172) \
    WEIR_ICON(Sun, 0xE178) \
    WEIR_ICON(Table2, 0xE2F9) \
    WEIR_ICON(TimerOff, 0xE249) \
    WEIR_ICON(ToggleLeft, 0xE18B) \
    WEIR_ICON(Trash2, 0xE18E) \
    WEIR_ICON(TriangleAlert, 0xE193) \
    WEIR_ICON(Type, 0xE198) \
    WEIR_ICON(Undo2, 0xE2A1) \
    WEIR_ICON(Unplug, 0xE45D) \
    WEIR_ICON(Upload, 0xE19E) \
    WEIR_ICON(WandSparkles, 0xE357) \
    WEIR_ICON(WifiOff, 0xE1AF) \
    WEIR_ICON(Workflow, 0xE425) \
    WEIR_ICON(X, 0xE1B2) \
    WEIR_ICON(ZapOff, 0xE1B5)

/// An icon by its Lucide name.
enum class Icon : char16_t {
#define WEIR_ICON(name, codePoint) name = codePoint,
    WEIR_ICONS
#undef WEIR_ICON
};

} // namespace weir
