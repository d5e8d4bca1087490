; Inno Setup 6: installs the bundle for the current user, without administrator rights.
; build.py runs: ISCC /DAppVersion=X.Y.Z /Odist packaging\windows\darkviewer.iss
#ifndef AppVersion
  #error Give the version: /DAppVersion=X.Y.Z
#endif

[Setup]
AppId={{6B0C7C1E-4B0C-4C5C-9A53-3B1F0A7E2D64}
AppName=Darkviewer
AppVersion={#AppVersion}
AppVerName=Darkviewer {#AppVersion}
AppPublisher=The Darkviewer developers
VersionInfoVersion={#AppVersion}
DefaultDirName={autopf}\Darkviewer
DefaultGroupName=Darkviewer
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
LicenseFile=..\..\LICENSE
SetupIconFile=..\..\resources\icons\darkviewer.ico
UninstallDisplayIcon={app}\darkviewer.exe
OutputBaseFilename=darkviewer-{#AppVersion}-setup
Compression=lzma2/max
SolidCompression=yes
ChangesAssociations=yes
CloseApplications=yes

[Files]
Source: "..\..\dist\darkviewer\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[InstallDelete]
; Modules of an older version must not be found beside the new ones.
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{group}\Darkviewer"; Filename: "{app}\darkviewer.exe"
Name: "{autodesktop}\Darkviewer"; Filename: "{app}\darkviewer.exe"; Tasks: desktopicon

[Tasks]
Name: desktopicon; Description: "An icon on the desktop"; Flags: unchecked
Name: openwith; Description: "Offer Darkviewer under ""Open with"" for FITS files"

[Registry]
; "Open with": the program and its types are made known, no default is taken over.
Root: HKA; Subkey: "Software\Classes\Darkviewer.FITS"; ValueType: string; ValueData: "FITS image"; Flags: uninsdeletekey; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Darkviewer.FITS\DefaultIcon"; ValueType: string; ValueData: "{app}\darkviewer.exe,0"; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Darkviewer.FITS\shell\open\command"; ValueType: string; ValueData: """{app}\darkviewer.exe"" ""%1"""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\.fits\OpenWithProgids"; ValueType: string; ValueName: "Darkviewer.FITS"; Flags: uninsdeletevalue; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\.fit\OpenWithProgids"; ValueType: string; ValueName: "Darkviewer.FITS"; Flags: uninsdeletevalue; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\.fts\OpenWithProgids"; ValueType: string; ValueName: "Darkviewer.FITS"; Flags: uninsdeletevalue; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\darkviewer.exe\shell\open\command"; ValueType: string; ValueData: """{app}\darkviewer.exe"" ""%1"""; Flags: uninsdeletekey; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\darkviewer.exe\SupportedTypes"; ValueType: string; ValueName: ".fits"; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\darkviewer.exe\SupportedTypes"; ValueType: string; ValueName: ".fit"; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\darkviewer.exe\SupportedTypes"; ValueType: string; ValueName: ".fts"; Tasks: openwith

[Run]
Filename: "{app}\darkviewer.exe"; Description: "Open Darkviewer"; Flags: nowait postinstall skipifsilent
