using System.Data.Common;
using System.Text.RegularExpressions;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Mail;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace Cloakroom.Tests.Server.Mail;

/// <summary>The mail of a server in Development, as the person reads it to whom it goes.</summary>
internal static partial class Mailbox
{
    /// <summary>A server whose mail lands in a folder, on a clock that a test may set on.</summary>
    public static Task<RunningServer> StartAsync(TimeProvider? time = null, Action<IServiceCollection>? replace = null, params string[] flags) => RunningServer.StartAsync(
        ["--environment", "Development", .. flags],
        services =>
        {
            services.AddSingleton(time ?? TimeProvider.System);
            replace?.Invoke(services);
        });

    /// <summary>All mail to this address, the oldest first.</summary>
    public static IReadOnlyList<MimeMessage> MailTo(this RunningServer server, string address)
    {
        MailFolder folder = server.Services.GetRequiredService<MailFolder>();
        return [.. folder.Names().Reverse().Select(folder.Read).OfType<MimeMessage>().Where(m => m.To.Mailboxes.Any(b => b.Address.Equals(address, StringComparison.OrdinalIgnoreCase)))];
    }

    /// <summary>Waits for the mail with this subject; of several, the latest.</summary>
    public static async Task<MimeMessage> MailAsync(this RunningServer server, string address, string subject, int count = 1)
    {
        IReadOnlyList<MimeMessage> all = [];
        await NodeCalls.BecomesAsync(true, () =>
        {
            all = [.. server.MailTo(address).Where(m => m.Subject == subject)];
            return Task.FromResult(all.Count >= count);
        });
        return all[^1];
    }

    /// <summary>Waits until every letter that was handed in has left, or was found to be for nobody.</summary>
    public static Task EmptiedAsync(this RunningServer server) => NodeCalls.BecomesAsync(0L, () => Task.FromResult(server.Count("mail_outbox")));

    /// <summary>The code of its link.</summary>
    public static string Code(this MimeMessage mail) => Fragment().Match(mail.TextBody ?? "") is { Success: true } found
        ? found.Groups["code"].Value : throw new InvalidOperationException($"No link with a secret in '{mail.Subject}'.");

    public static long Count(this RunningServer server, string table)
    {
        using DbConnection connection = server.Services.GetRequiredService<AccountsDatabase>().OpenQuick();
        return connection.Scalar($"SELECT count(*) FROM {table}") as long? ?? -1;
    }

    public static void Execute(this RunningServer server, string sql)
    {
        using DbConnection connection = server.Services.GetRequiredService<AccountsDatabase>().OpenQuick();
        connection.Run(sql);
    }

    [GeneratedRegex("#(?<code>[A-Za-z0-9_-]{43})", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Fragment();
}
