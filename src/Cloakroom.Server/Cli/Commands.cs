using Cloakroom.Server.Settings;
using Cloakroom.Server.Start;

namespace Cloakroom.Server.Cli;

/// <summary>The executable's commands. Exit status 0, or 1 with one line on standard error.</summary>
internal static class Commands
{
    private const string Usage = """
        serve                          runs the server; without a command as well
        serve --check                  checks the settings as a start would, says where each comes from, and opens
                                       nothing
        users list                     all accounts
        users add ADDRESS [--admin]    makes an account; reads the password from standard input
        users disable ADDRESS          ends the account's sessions, and lets nobody log in with it
        users enable ADDRESS           lets its owner log in again
        users role add ADDRESS ROLE    gives the account a role, in its live sessions too
        users role remove ADDRESS ROLE takes it away
        sessions list [ADDRESS]        live sessions, of one account or of all
        sessions revoke HANDLE         ends one session; with an ADDRESS all sessions of that account
        sessions revoke --all          logs everybody out
        backup FILE                    copies the SQLite files, also while the server runs
        restore FILE                   puts a backup in their place, while it does not

        recover FILE                   copies what can still be read of damaged ones, to be put back by restore
        keys list                      the keys that sign access tokens
        keys rotate [--now]            makes the next key, which signs in 24 hours; with --now at once, and
                                       every token signed by the others is refused within a minute

        doctor cookie LINE --from URL --to URL [--method M] [--initiator URL] [--navigation]
                                       says what a browser does with a Set-Cookie line, and why
        doctor URL [API-URL] [--cookie LINE]
                                       calls both, and says what a browser will do with their cookies

        --new-keys                     replaces signing keys that cannot be read (the setting Keys:New)
        --json                         output as JSON
        --Store, --PublicUrl, …        settings, see docs/configuration.md
        """;

    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextReader input, TextWriter output, TextWriter errors)
    {
        try
        {
            await RunAsync(Arguments.Parse(args), input, output);
            return 0;
        }
        catch (Exception failure) when (StartFailure.Sentence(failure) is { } sentence)
        {
            await errors.WriteLineAsync(sentence);
            return 1;
        }
    }

    private static Task RunAsync(Arguments arguments, TextReader input, TextWriter output) => arguments.Words switch
    {
        _ when arguments.Switches.Contains("help") => output.WriteLineAsync(Usage),
        _ when arguments.Switches.Contains("version") => output.WriteLineAsync(Banner.Version),
        [] or ["serve"] when arguments.Switches.Contains("check") => CheckCommand.RunAsync(arguments, output),
        [] or ["serve"] => ServeCommand.RunAsync(arguments, output),
        ["users", "list"] => UsersCommand.ListAsync(arguments, output),
        ["users", "add", var address] => UsersCommand.AddAsync(arguments, address, input, output),
        ["users", "disable", var address] => UserActCommand.DisableAsync(arguments, address, output),
        ["users", "enable", var address] => UserActCommand.EnableAsync(arguments, address, output),
        ["users", "role", "add", var address, var role] => UserActCommand.SetRoleAsync(arguments, address, role, isAdded: true, output),
        ["users", "role", "remove", var address, var role] => UserActCommand.SetRoleAsync(arguments, address, role, isAdded: false, output),
        ["sessions", "list"] => SessionsCommand.ListAsync(arguments, address: null, output),
        ["sessions", "list", var address] => SessionsCommand.ListAsync(arguments, address, output),
        ["sessions", "revoke"] when arguments.Switches.Contains("all") => SessionsCommand.RevokeAllAsync(arguments, output),
        ["sessions", "revoke", var which] => SessionsCommand.RevokeAsync(arguments, which, output),
        ["backup", var file] => Run(() => BackupCommand.Backup(arguments, file, output)),
        ["restore", var file] => Run(() => BackupCommand.Restore(arguments, file, output)),
        ["recover", var file] => Run(() => BackupCommand.Recover(arguments, file, output)),
        ["keys", "list"] => KeysCommand.ListAsync(arguments, output),
        ["keys", "rotate"] => KeysCommand.RotateAsync(arguments, output),
        ["doctor", "cookie", ..] => DoctorCookieCommand.RunAsync(arguments, output),
        ["doctor", ..] => DoctorCommand.RunAsync(arguments, output),
        _ => throw new StartRefusedException($"'{string.Join(' ', arguments.Words)}' is not a command of this version; --help lists them."),
    };

    private static Task Run(Action command)
    {
        command();
        return Task.CompletedTask;
    }
}
