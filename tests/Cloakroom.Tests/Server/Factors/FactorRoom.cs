using System.Data.Common;
using System.Globalization;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Accounts.Factors;
using Cloakroom.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloakroom.Tests.Server.Factors;

/// <summary>The second factor of one account, on a database of its own and a clock that a test moves.</summary>
internal sealed class FactorRoom : IDisposable
{
    private readonly DirectoryInfo? _folder;

    /// <param name="database">Prepared; by default a new file of SQLite.</param>
    public FactorRoom(AccountsDatabase? database = null)
    {
        if (database is null)
        {
            _folder = Directory.CreateTempSubdirectory("cloakroom-test-");
            database = new SqliteAccounts(Path.Combine(_folder.FullName, "accounts.db"));
            database.Prepare();
        }

        var vault = new FactorVault(key: null);
        Database = database;
        Factors = new AccountFactors(database, vault, Clock);
        Pending = new PendingLogins(database, Clock);
        Check = new CodeCheck(database, vault, Clock, NullLogger<CodeCheck>.Instance);
        Run(
            """
            INSERT INTO accounts ("Id", "CreatedAt", "UserName", "NormalizedUserName", "Email", "NormalizedEmail", "EmailConfirmed", "SecurityStamp",
                "PhoneNumberConfirmed", "TwoFactorEnabled", "LockoutEnabled", "AccessFailedCount")
            VALUES ($1, 0, $1, $1, $1, $1, $2, 'stamp', $2, $2, $2, 0)
            """,
            Id, false);
    }

    public string Id { get; } = Path.GetRandomFileName();

    public FakeClock Clock { get; } = new();

    public AccountsDatabase Database { get; }

    public AccountFactors Factors { get; }

    public PendingLogins Pending { get; }

    public CodeCheck Check { get; }

    /// <summary>As the app of the person has it.</summary>
    public byte[] Secret { get; private set; } = [];

    public IReadOnlyList<string> RecoveryCodes { get; private set; } = [];

    /// <summary>The code that the app shows now.</summary>
    public string Code => Totp.CodeOf(Secret, Totp.StepAt(Clock.GetUtcNow()));

    /// <summary>Six digits that no step around now has.</summary>
    public string WrongCode => Enumerable.Range(0, 10).Select(i => $"{i}00000").First(c => Totp.Match(Secret, c, Clock.GetUtcNow(), used: 0) is null);

    /// <summary>Adds an app, and lets the code that it took go by.</summary>
    public FactorRoom WithApp()
    {
        Secret = Factors.BeginSetup(Id) ?? throw new InvalidOperationException("There is a factor.");
        RecoveryCodes = Assert.IsType<SetupOutcome.Added>(Factors.Confirm(Id, Code)).RecoveryCodes;
        NextCode();
        return this;
    }

    /// <summary>The next code appears.</summary>
    public void NextCode() => Clock.Advance(TimeSpan.FromSeconds(30));

    /// <summary>The password was right.</summary>
    public string BeginLogin(Carrier carrier = Carrier.Cookie, bool remember = false) =>
        Pending.Begin(new PendingLogin(Id, carrier, remember, Clock.GetUtcNow()), Text("SecurityStamp"));

    public string Text(string column)
    {
        using DbConnection connection = Database.OpenQuick();
        return connection.Scalar($"SELECT \"{column}\" FROM accounts WHERE \"Id\" = $1", Id) as string ?? "";
    }

    /// <summary>What Identity and the login go by.</summary>
    public bool IsMarked
    {
        get
        {
            using DbConnection connection = Database.OpenQuick();
            return Convert.ToBoolean(connection.Scalar("SELECT \"TwoFactorEnabled\" FROM accounts WHERE \"Id\" = $1", Id), CultureInfo.InvariantCulture);
        }
    }

    public long Count(string table)
    {
        using DbConnection connection = Database.OpenQuick();
        return connection.Scalar($"SELECT count(*) FROM {table} WHERE AccountId = $1", Id) as long? ?? -1;
    }

    public void Run(string sql, params ReadOnlySpan<object> values)
    {
        using DbConnection connection = Database.OpenQuick();
        connection.Run(sql, values);
    }

    public void Dispose()
    {
        // A room beside another one leaves it the database.
        if (_folder is not null || Database is PostgreSqlAccounts)
        {
            Database.Dispose();
            _folder?.Delete(recursive: true);
        }
    }
}
