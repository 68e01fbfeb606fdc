import type { Command } from "../command.ts";

export const command: Command = {
  spec: {
    name: "completion",
    operands: "bash|zsh|fish",
    summary: "completion.summary",
    description: "completion.description",
    options: {},
    examples: [
      {
        line: "rdpulse completion bash > ~/.local/share/bash-completion/completions/rdpulse",
        text: "completion.example.bash",
      },
      { line: "rdpulse completion zsh > ~/.zfunc/_rdpulse", text: "completion.example.zsh" },
      { line: "rdpulse completion fish > ~/.config/fish/completions/rdpulse.fish", text: "completion.example.fish" },
    ],
    completes: ["bash", "zsh", "fish"],
  },
  async run(args, world, language) {
    const { runCompletionCommand } = await import("../completion-command.ts");
    return runCompletionCommand(args, world, language);
  },
};
