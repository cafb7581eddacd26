using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Cloakroom.Server.Accounts;

/// <summary>One statement, one line. Values are always parameters, written <c>$1</c>, <c>$2</c> … in order.</summary>
internal static class DatabaseCommands
{
    public static int Run(this DbConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        using DbCommand command = connection.Prepare(sql, values);
        return command.ExecuteNonQuery();
    }

    public static object? Scalar(this DbConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        using DbCommand command = connection.Prepare(sql, values);
        return command.ExecuteScalar();
    }

    public static DbCommand Prepare(this DbConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < values.Length; i++)
        {
            DbParameter parameter = command.CreateParameter();
            // To PostgreSQL they are numbers, to SQLite names.
            parameter.ParameterName = connection is SqliteConnection ? $"${i + 1}" : "";
            parameter.Value = values[i];
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
