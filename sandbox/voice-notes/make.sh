#!/bin/sh
# Records the samples and the sandbox's own voice again (needs espeak-ng, ffmpeg, node). Their hashes change with it.
set -eu
cd "$(dirname "$0")"
record() { # language, words, file, bit rate
  espeak-ng -v "$1" -s 150 --stdout "$2" |
    ffmpeg -v error -y -i - -ac 1 -ar 16000 -c:a libopus -b:a "$4" -application voip -map_metadata -1 -fflags +bitexact "$3"
}
tab=$(printf '\t')
node -p 'JSON.parse(fs.readFileSync("samples.json")).map((s) => [s.id, s.language, s.transcript].join("\t")).join("\n")' |
  while IFS="$tab" read -r id language words; do record "$language" "$words" "$id.ogg" 16k </dev/null; done
record en 'This is the voice of the sandbox. With an OpenAI key, you would hear the answer itself.' sandbox-voice.ogg 24k
