/** Around the archive on the host's output: what a profile or a banner prints before it is passed over. */
export const ARCHIVE_BEGINS = "-----BEGIN RDPULSE ARCHIVE-----";
export const ARCHIVE_ENDS = "-----END RDPULSE ARCHIVE-----";

/*
 * cmd.exe, the usual shell of OpenSSH on Windows, takes no more than 8191 characters, and `powershell -Command -` runs what it
 * reads piece by piece. So a short command comes encoded, reads the script as base64 from its input, which no code page can
 * spoil, runs it, and gives the archive back as base64. It removes its own folder in the end.
 */
const BOOTSTRAP = `$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$bytes = [Convert]::FromBase64String([Console]::In.ReadToEnd())
$script = [ScriptBlock]::Create([Text.Encoding]::UTF8.GetString($bytes))
$folder = Join-Path ([IO.Path]::GetTempPath()) ('rdpulse-' + [Guid]::NewGuid().ToString('N'))
$null = New-Item -ItemType Directory -Path $folder
try {
  $file = Join-Path $folder 'archive.zip'
  & $script -OutFile $file -Days DAYS *>&1 | ForEach-Object { [Console]::Error.WriteLine([string]$_) }
  $hash = [BitConverter]::ToString([Security.Cryptography.SHA256]::Create().ComputeHash([IO.File]::ReadAllBytes($file))).Replace('-', '')
  [Console]::Out.WriteLine('${ARCHIVE_BEGINS}')
  $stream = [IO.File]::OpenRead($file)
  try {
    $buffer = New-Object byte[] 57000
    while (($count = $stream.Read($buffer, 0, $buffer.Length)) -gt 0) { [Console]::Out.WriteLine([Convert]::ToBase64String($buffer, 0, $count)) }
  } finally { $stream.Dispose() }
  [Console]::Out.WriteLine('${ARCHIVE_ENDS} ' + $hash.ToLower())
} finally { Remove-Item -LiteralPath $folder -Recurse -Force -ErrorAction SilentlyContinue }
`;

/** The command line that runs the collector on Windows and prints the archive; the script itself goes to its input. */
export function windowsCommand(days: number): string {
  const text = BOOTSTRAP.replace("DAYS", String(Math.trunc(days)));
  const encoded = Buffer.from(text, "utf16le").toString("base64");
  return `powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -EncodedCommand ${encoded}`;
}

/** What the bootstrap reads from its input. */
export function windowsInput(script: string): string {
  return `${Buffer.from(script, "utf8").toString("base64")}\n`;
}
