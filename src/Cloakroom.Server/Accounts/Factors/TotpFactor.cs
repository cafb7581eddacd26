using System.Data.Common;
using System.Globalization;

namespace Cloakroom.Server.Accounts.Factors;

/// <summary>The authenticator app of one account, as it lies in the database.</summary>
/// <param name="Secret">Closed (<see cref="FactorVault"/>).</param>
/// <param name="AddedAt">Unix milliseconds.</param>
/// <param name="LastStep">The last time step whose code was taken.</param>
/// <param name="Failures">Wrong codes in a row.</param>
/// <param name="BlockedUntil">Unix milliseconds.</param>
internal sealed record TotpFactor(byte[] Secret, long AddedAt, long LastStep, long Failures, long BlockedUntil)
{
    public static TotpFactor? Read(DbConnection connection, string accountId)
    {
        using DbCommand command = connection.Prepare("SELECT Secret, AddedAt, LastStep, Failures, BlockedUntil FROM totp_factors WHERE AccountId = $1", accountId);
        using DbDataReader reader = command.ExecuteReader();
        return reader.Read()
            ? new(reader.GetFieldValue<byte[]>(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4)) : null;
    }

    public static int CountRecoveryCodes(DbConnection connection, string accountId) =>
        Convert.ToInt32(connection.Scalar("SELECT count(*) FROM recovery_codes WHERE AccountId = $1", accountId), CultureInfo.InvariantCulture);

    /// <summary>Prints no secret.</summary>
    public override string ToString() => nameof(TotpFactor);
}
