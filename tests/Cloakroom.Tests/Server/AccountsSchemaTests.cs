using System.Data.Common;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Settings;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server;

public sealed class AccountsSchemaTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cloakroom-test-");

    [Fact]
    public void The_tables_are_those_that_Entity_Framework_expects()
    {
        using var made = new SqliteAccounts(NewFile());
        made.Prepare();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddAccounts();
        services.AddSingleton<AccountsDatabase>(new SqliteAccounts(NewFile()));
        using ServiceProvider provider = services.BuildServiceProvider();
        using IServiceScope scope = provider.CreateScope();
        using SqliteConnection expected = new("Data Source=:memory:");
        expected.Open();
        expected.Run(scope.ServiceProvider.GetRequiredService<AccountsContext>().Database.GenerateCreateScript());
        using DbConnection connection = made.OpenQuick();
        // Those that Entity Framework does not know are ours alone.
        List<string> wanted = Schema(expected);
        string[] known = [.. wanted.Select(s => s.Split('|')[0])];
        Assert.Equal(wanted, [.. Schema(connection).Where(s => known.Contains(s.Split('|')[0], StringComparer.Ordinal))]);
    }

    [Fact]
    public async Task Processes_that_start_together_make_the_tables_once()
    {
        string file = NewFile();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            using var database = new SqliteAccounts(file);
            database.Prepare();
        }, TestContext.Current.CancellationToken)));
        using var after = new SqliteAccounts(file);
        Assert.True(after.IsEmpty());
    }

    [Fact]
    public void A_file_of_a_newer_version_is_left_alone()
    {
        using var database = new SqliteAccounts(NewFile());
        database.Prepare();
        using (DbConnection connection = database.OpenQuick())
        {
            connection.Run("UPDATE accounts_schema SET version = 99");
        }

        Assert.Contains("newer Cloakroom (schema 99", Assert.Throws<StartRefusedException>(database.Prepare).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_in_one_sentence()
    {
        string file = NewFile();
        File.WriteAllText(file, new string('x', 4096));
        using var database = new SqliteAccounts(file);
        string sentence = Assert.Throws<StartRefusedException>(database.Prepare).Message;
        Assert.Contains(file, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
    }

    [Fact]
    public void Folder_and_file_are_for_their_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        string folder = Path.Combine(_folder.FullName, "data"), file = Path.Combine(folder, "accounts.db");
        using var database = new SqliteAccounts(file);
        database.Prepare();
        Assert.Equal("700", Mode(folder));
        Assert.All(Directory.GetFiles(folder), f => Assert.Equal("600", Mode(f)));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string NewFile() => Path.Combine(_folder.FullName, Path.GetRandomFileName() + ".db");

    private static string Mode(string path) => OperatingSystem.IsWindows() ? "" : Convert.ToString((int)File.GetUnixFileMode(path), 8);

    private static List<string> Schema(DbConnection connection)
    {
        using DbCommand command = connection.Prepare("SELECT name || '|' || sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY name");
        using DbDataReader reader = command.ExecuteReader();
        var all = new List<string>();
        while (reader.Read())
        {
            all.Add(string.Join(' ', reader.GetString(0).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        }

        return all;
    }
}
